/** What an error of the PostgreSQL driver means for who asked: told apart here, so that nobody else reads codes or messages. */
import { Fault, messageOf } from '@weft/base/fault';

/** Nothing reached the server: whatever was asked may be asked again. 57P03: starting up or recovering; 53300: too many connections. */
const neverSent = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', '57P03', '53300']);

/** The connection broke; a statement that was under way may have been done. 57P01, 57P02: the server is going down. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '08000', '08001', '08003', '08004', '08006']);

/** The driver knew already that the connection is lost. */
const notQueryable = /^Client has encountered a connection error|^Client was closed/;

const brokenMessages = /^Connection terminated|^timeout expired/;

/** Another transaction was in the way: serialization failure, deadlock. */
const collisions = new Set(['40001', '40P01']);

export function wasNeverSent(error: unknown): boolean {
  return neverSent.has(codeOf(error)) || notQueryable.test(messageOf(error));
}

export function isConnectionError(error: unknown): boolean {
  if (error instanceof Fault) return false;
  return wasNeverSent(error) || broken.has(codeOf(error)) || brokenMessages.test(messageOf(error));
}

export function isCollision(error: unknown): boolean {
  return collisions.has(codeOf(error));
}

/** Every connection of the pool was lent out for as long as one may wait. */
export function isPoolBusy(error: unknown): boolean {
  return messageOf(error) === 'timeout exceeded when trying to connect';
}

export function poolBusy(): Fault {
  return new Fault('unavailable', 'database.busy', 'Every connection to the database is in use. Try again in a moment.');
}

export function unreachable(error: unknown): Fault {
  return new Fault(
    'unavailable',
    'database.unreachable',
    `The database does not answer (${messageOf(error)}). Try again in a moment; see that PostgreSQL is running.`,
  );
}

/** A statement other than a question was under way when the connection broke: only the caller can find out whether it was done. */
export function interrupted(error: unknown): Fault {
  return new Fault(
    'unavailable',
    'database.interrupted',
    `The connection to the database broke in the middle of a change (${messageOf(error)}). Look whether it was made before trying again.`,
  );
}

/** SQLSTATE or the system's code; empty when there is none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
