/** Cuts texts into the words that are searched: letters and digits of any script, in small letters. */

/** Longer ones are keys and hashes that nobody types; their beginning is enough. */
const wordLengthMax = 64;

/** Calls `take` for each word, in order. Underscores, dots and everything else that is no letter or digit part words. */
export function eachWord(text: string, take: (word: string) => void): void {
  const lower = text.toLowerCase();
  let start = -1;
  for (let at = 0; at <= lower.length; at++) {
    const code = at < lower.length ? lower.charCodeAt(at) : 0;
    if (isPartOfWord(code)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      take(lower.slice(start, Math.min(at, start + wordLengthMax)));
      start = -1;
    }
  }
}

/** The words of a name, the name as a whole, and what capitals part: `fct_orderItems` is also `order`, `items` and `fct_orderitems`. */
export function eachWordOfName(name: string, take: (word: string) => void): void {
  eachWord(name, take);
  const humps = name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2');
  if (humps !== name) eachWord(humps, take);
  // Nobody types a blank within a word.
  for (const whole of name.toLowerCase().split(/[\s\p{Cc}]+/u)) if (/[^\p{L}\p{N}]/u.test(whole)) take(whole.slice(0, wordLengthMax));
}

/** In small letters already. */
export function isOneWord(lower: string): boolean {
  for (let at = 0; at < lower.length; at++) if (!isPartOfWord(lower.charCodeAt(at))) return false;
  return true;
}

/** Beyond ASCII everything counts but blanks and punctuation. */
function isPartOfWord(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  return !(code <= 0xbf || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xff00 && code <= 0xff0f));
}
