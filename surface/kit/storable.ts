/** Refuses what no part of Weft can keep, before any of it is asked: characters that PostgreSQL has no place for, and JSON too deep to walk. */

const depthMax = 100;

interface Level {
  readonly value: unknown;
  readonly depth: number;
}

/** What is wrong with some text or key in the value, or null. Walks without recursion, since depth is what it looks for. */
export function unstorable(value: unknown): string | null {
  const left: Level[] = [{ value, depth: 0 }];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (typeof at.value === 'string') {
      const problem = problemOf(at.value);
      if (problem !== null) return problem;
    } else if (typeof at.value === 'object' && at.value !== null) {
      const depth = at.depth + 1;
      if (depth > depthMax) return `it is nested more than ${depthMax} levels deep`;
      for (const [key, inner] of Object.entries(at.value)) {
        const problem = problemOf(key);
        if (problem !== null) return problem;
        left.push({ value: inner, depth });
      }
    }
  }
  return null;
}

function problemOf(text: string): string | null {
  if (text.includes('\0')) return 'a text holds the character U+0000, which cannot be stored';
  if (/\p{Surrogate}/u.test(text)) return 'a text holds half a character (a lone surrogate), which cannot be stored';
  return null;
}
