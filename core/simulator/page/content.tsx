import { FlexMessage } from './flex/container.tsx';
import { ImagemapMessage } from './imagemap.tsx';
import { asRecords, asText, type Json } from './json.ts';
import {
  AudioMessage,
  CouponMessage,
  FileMessage,
  ImageMessage,
  LocationMessage,
  StickerMessage,
  VideoMessage,
} from './media.tsx';
import { nameIn, usePage } from './page-context.ts';
import { PartsMessage } from './parts.tsx';
import { RichText } from './rich-text.tsx';
import { plainWords, textSegments, textV2Segments, type Segment } from './segments.ts';
import { TemplateMessage } from './template.tsx';
import { t } from './texts.ts';
import { wordsOf } from './wording.ts';
import type { World } from './world.ts';

export const segmentsOf = (world: World, content: Json): readonly Segment[] =>
  content['type'] === 'textV2' ? textV2Segments(content, (id) => nameIn(world, id)) : textSegments(content);

/** One line that stands for a message: in the chat list, in a quote, and for the screen reader. */
export function summary(world: World, content: Json): string {
  const names: Readonly<Record<string, string>> = {
    image: t.photo,
    video: t.video,
    audio: t.audio,
    sticker: t.sticker,
    location: t.location,
    file: t.file,
    coupon: t.coupon,
  };
  const type = asText(content['type']) ?? '';
  if (type === 'text' || type === 'textV2') return plainWords(segmentsOf(world, content));
  if (type === 'parts') return partsSummary(content);
  return asText(content['altText']) ?? (Object.hasOwn(names, type) ? names[type] : undefined) ?? t.unknownMessage(type);
}

function partsSummary(content: Json): string {
  const words = wordsOf(content);
  if (words !== undefined) return words.replaceAll(/\s+/g, ' ').trim();
  const [first] = asRecords(content['parts']);
  if (first?.['type'] === 'link') return asText(first['value']) ?? '';
  return asText(first?.['mime_type'])?.startsWith('image/') ? t.photo : (asText(first?.['filename']) ?? t.file);
}

function UnknownMessage({ content }: { readonly content: Json }) {
  const alt = asText(content['altText']);
  return (
    <div class="balloon unknown">
      <strong>{t.unknownMessage(asText(content['type']) ?? '?')}</strong>
      {alt && <p dir="auto">{alt}</p>}
      <details>
        <summary>{t.unknownHint}</summary>
        <pre>{JSON.stringify(content, null, 2)}</pre>
      </details>
    </div>
  );
}

interface ContentProps {
  readonly content: Json;
  readonly you: string | undefined;
  /** A member has sent it, and not the bot. */
  readonly byMember: boolean;
}

/** What a message shows, by its type. */
export function Content({ content, you, byMember }: ContentProps) {
  const { world } = usePage();
  switch (content['type']) {
    case 'text':
    case 'textV2':
      return (
        <div class="balloon">
          <RichText segments={segmentsOf(world, content)} you={you} />
        </div>
      );
    case 'parts':
      return <PartsMessage content={content} sent={byMember} />;
    case 'flex':
      return <FlexMessage content={content} />;
    case 'template':
      return <TemplateMessage content={content} />;
    case 'image':
      return <ImageMessage content={content} />;
    case 'sticker':
      return <StickerMessage content={content} />;
    case 'video':
      return <VideoMessage content={content} />;
    case 'audio':
      return <AudioMessage content={content} />;
    case 'file':
      return <FileMessage content={content} />;
    case 'location':
      return <LocationMessage content={content} />;
    case 'imagemap':
      return <ImagemapMessage content={content} />;
    case 'coupon':
      return <CouponMessage content={content} />;
    default:
      return <UnknownMessage content={content} />;
  }
}
