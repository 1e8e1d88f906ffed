import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { safePicture } from './links.ts';
import { t } from './texts.ts';

interface PictureProps {
  readonly url: unknown;
  readonly alt: string;
  readonly class?: string;
}

/** A picture, or a quiet sign where it has no usable address or does not load. */
export function Picture({ url, alt, ...props }: PictureProps) {
  const [failed, setFailed] = useState<string>();
  const source = safePicture(url);
  if (!source || failed === source) {
    return (
      <span class={`picture-missing ${props.class ?? ''}`} role="img" aria-label={`${alt} (${t.pictureMissing})`}>
        <Icon name="picture" size={24} />
      </span>
    );
  }
  return (
    <img
      class={props.class ?? ''}
      src={source}
      alt={alt}
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={() => setFailed(source)}
    />
  );
}
