/** The end of every switch over a union: adding a member without handling it stops the compiler. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
