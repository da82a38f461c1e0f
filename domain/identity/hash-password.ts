/** argon2id off the event loop (in the thread pool of libuv), with the parameters that OWASP's password storage cheat sheet asks for at least: 19 MiB, 2 passes, 1 lane. */
import { hash, verify } from '@node-rs/argon2';

const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In PHC's notation, so that a later choice of parameters can be told from this one. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

export function isPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}
