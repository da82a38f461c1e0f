/** Durations and ages as people say them: `2 minutes, 5 seconds`, `3 hours ago`. */
const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export function humanDuration(milliseconds: number): string {
  const parts = split(milliseconds).slice(0, 2);
  return parts.length === 0 ? '0 seconds' : parts.join(', ');
}

export function humanTime(at: Date, now: Date): string {
  const [largest] = split(now.getTime() - at.getTime());
  return largest === undefined ? 'just now' : `${largest} ago`;
}

function split(milliseconds: number): string[] {
  let seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts;
}
