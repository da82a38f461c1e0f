/** Reads which unique index a statement ran into, so that a command can say it in words. */

/** The index's (or constraint's) name, or null when the error is something else. Drizzle wraps the driver's error in `cause`. */
export function uniqueViolation(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === '23505' && 'constraint' in at && typeof at.constraint === 'string') return at.constraint;
  }
  return null;
}
