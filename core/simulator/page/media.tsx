import { Icon, type IconName } from './icon.tsx';
import { asNumber, asRecord, asText, type Json } from './json.ts';
import { safeLink, safePicture } from './links.ts';
import { Picture } from './picture.tsx';
import { t } from './texts.ts';

const FACES = ['M8.5 14.5a4.5 4.5 0 0 0 7 0', 'M8.5 15h7', 'M9 16a3.5 3.5 0 0 1 6 0', 'M9.5 14.5a2.5 2.5 0 1 0 5 0z'];

/** LINE's stickers are not ours to show: a face of the page's own stands for each, always the same for the same one. */
export function StickerMessage({ content }: { readonly content: Json }) {
  const name = `${asText(content['packageId']) ?? '?'}/${asText(content['stickerId']) ?? '?'}`;
  let number = 0;
  for (let i = 0; i < name.length; i++) number += name.charCodeAt(i);
  return (
    <div class="sticker" role="img" aria-label={`${t.sticker} ${name}`}>
      <svg
        viewBox="0 0 24 24"
        width="96"
        height="96"
        aria-hidden="true"
        style={{ color: `hsl(${(number * 47) % 360} 70% 62%)` }}
      >
        <circle cx="12" cy="12" r="9.5" fill="currentColor" />
        <path class="sticker-face" d={`M8.5 10v.01M15.5 10v.01${FACES[number % FACES.length] ?? ''}`} />
      </svg>
      <small>{name}</small>
    </div>
  );
}

export function ImageMessage({ content }: { readonly content: Json }) {
  const provider = asRecord(content['contentProvider']);
  const full = content['originalContentUrl'] ?? provider?.['originalContentUrl'];
  const shown = <Picture url={content['previewImageUrl'] ?? provider?.['previewImageUrl'] ?? full} alt={t.photo} />;
  const link = safeLink(full);
  return (
    <div class="photo">
      {link ? (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {shown}
        </a>
      ) : (
        shown
      )}
    </div>
  );
}

const length = (milliseconds: unknown): string => {
  const seconds = Math.round((asNumber(milliseconds) ?? 0) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

interface MediaRowProps {
  readonly icon: IconName;
  readonly title: string;
  readonly note?: string | undefined;
  readonly link?: string | undefined;
}

/** A bubble with a sign and words, for what is no picture. */
export function MediaRow({ icon, title, note, link }: MediaRowProps) {
  const inside = (
    <>
      <span class="media-icon">
        <Icon name={icon} size={22} />
      </span>
      <span class="media-words">
        <strong dir="auto">{title}</strong>
        {note && <small dir="auto">{note}</small>}
      </span>
    </>
  );
  return link ? (
    <a class="media" href={link} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  ) : (
    <div class="media">{inside}</div>
  );
}

export function VideoMessage({ content }: { readonly content: Json }) {
  const link = safeLink(content['originalContentUrl']);
  if (!link || !safePicture(content['previewImageUrl'])) return <MediaRow icon="play" title={t.video} link={link} />;
  return (
    <a class="photo flex-video" href={link} target="_blank" rel="noopener noreferrer" aria-label={t.video}>
      <Picture url={content['previewImageUrl']} alt={t.video} />
    </a>
  );
}

export const AudioMessage = ({ content }: { readonly content: Json }) => (
  <MediaRow
    icon="sound"
    title={t.audio}
    note={length(content['duration'])}
    link={safeLink(content['originalContentUrl'])}
  />
);

export const FileMessage = ({ content }: { readonly content: Json }) => (
  <MediaRow icon="file" title={asText(content['fileName']) ?? t.file} />
);

/** What a coupon offers is known to LINE alone: a slip of the page's own stands for it. */
export const CouponMessage = ({ content }: { readonly content: Json }) => (
  <MediaRow icon="ticket" title={t.coupon} note={asText(content['couponId'])} />
);

export function LocationMessage({ content }: { readonly content: Json }) {
  const latitude = asNumber(content['latitude']);
  const longitude = asNumber(content['longitude']);
  const place = latitude === undefined || longitude === undefined ? undefined : `${latitude}, ${longitude}`;
  return (
    <MediaRow
      icon="pin"
      title={asText(content['title']) ?? t.location}
      note={asText(content['address']) ?? place}
      link={
        place && `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
      }
    />
  );
}
