/** Ids that others see of webhooks: a mark of the kind, then enough chance that nobody guesses one. */
import { randomInt } from 'node:crypto';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function makePublicId(mark: 'wsu' | 'wev' | 'wre' | 'wch'): string {
  return `${mark}_${Array.from({ length: 22 }, () => letters[randomInt(letters.length)]).join('')}`;
}
