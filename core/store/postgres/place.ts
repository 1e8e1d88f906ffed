/** A database as it may be told to anyone: without its password, or whatever else may stand behind the `?`. */
export function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return 'the database of DATABASE_URL';
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${parsed.protocol}//${host}${parsed.port ? `:${parsed.port}` : ''}${parsed.pathname}`;
}
