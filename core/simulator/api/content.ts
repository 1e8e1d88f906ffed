import { picture } from '../world/picture.ts';
import type { Post } from '../world/timeline.ts';
import { refuse } from './answer.ts';
import type { Backstage, Call, Endpoint } from './endpoint.ts';

const PATH = '/v2/bot/message/:messageId/content';

/** LINE reference, "Get content". What a member sent is not ready at the first look, as it can happen with LINE. */
export function contentEndpoints({ world }: Backstage): readonly Endpoint[] {
  const sent = ({ params }: Call): Post => {
    const post = world.findPost(params['messageId'] ?? '');
    if (post?.view.unsent && post.hadContent) throw refuse(410, 'The content is gone');
    if (!post?.hadContent) throw refuse(404, 'not found');
    return post;
  };
  return [
    {
      method: 'GET',
      path: PATH,
      handle: (call) => (isReady(sent(call)) ? { body: picture() } : { status: 202, body: '' }),
    },
    { method: 'GET', path: `${PATH}/preview`, handle: (call) => ({ body: sent(call) && picture() }) },
    {
      method: 'GET',
      path: `${PATH}/transcoding`,
      handle: (call) => ({ body: { status: isReady(sent(call)) ? 'succeeded' : 'processing' } }),
    },
  ];
}

function isReady(post: Post): boolean {
  post.looks += 1;
  return post.looks > 1;
}
