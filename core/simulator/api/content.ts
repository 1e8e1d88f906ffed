import { picture } from '../world/picture.ts';
import type { Post, SentContent } from '../world/timeline.ts';
import { refuse } from './answer.ts';
import type { Call, Endpoint } from '../http/endpoint.ts';
import type { Backstage } from './backstage.ts';

const PATH = '/v2/bot/message/:messageId/content';

/** LINE reference, "Get content". What a member sent is not ready at the first look, as it can happen with LINE. */
export function contentEndpoints({ world }: Backstage): readonly Endpoint[] {
  const sent = ({ params }: Call): { readonly post: Post; readonly content: SentContent } => {
    const post = world.findPost(params['messageId'] ?? '');
    if (!post?.sent) throw refuse(404, 'not found');
    if (post.view.unsent) throw refuse(410, 'The content is gone');
    return { post, content: post.sent };
  };
  return [
    {
      method: 'GET',
      path: PATH,
      handle: (call) => {
        const { post, content } = sent(call);
        return isReady(post) ? { body: content.bytes, type: content.contentType } : { status: 202, body: '' };
      },
    },
    {
      method: 'GET',
      path: `${PATH}/preview`,
      handle: (call) => {
        if (!sent(call).content.hasPreview) throw refuse(404, 'not found');
        return { body: picture() };
      },
    },
    {
      method: 'GET',
      path: `${PATH}/transcoding`,
      handle: (call) => ({ body: { status: isReady(sent(call).post) ? 'succeeded' : 'processing' } }),
    },
  ];
}

function isReady(post: Post): boolean {
  post.looks += 1;
  return post.looks > 1;
}
