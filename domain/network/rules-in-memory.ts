/** The enabled rules of each account, as every request needs them: read once, and forgotten when they change. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { AddressRule } from './model.ts';
import { selectRuleSet } from './store.ts';

const topic = 'network.rules';
/** News of a change crosses processes by a signal, which may be lost. */
const ageMaxMilliseconds = 15_000;

interface Known {
  readonly rules: Promise<readonly AddressRule[]>;
  readonly readAt: number;
}

const memories = new WeakMap<Host['database'], Map<Id<'account'>, Known>>();

/** Empty where no rule set is enabled. Faults: those of the database. */
export function rulesInForce(host: Host, accountId: Id<'account'>): Promise<readonly AddressRule[]> {
  const memory = memoryOf(host);
  const now = host.clock.now().getTime();
  const known = memory.get(accountId);
  if (known && now - known.readAt < ageMaxMilliseconds) return known.rules;
  const rules = selectRuleSet(host.database.db, accountId).then((set) => (set?.isEnabled ? set.rules : []));
  memory.set(accountId, { rules, readAt: now });
  rules.catch(() => memory.delete(accountId));
  return rules;
}

export function forgetRules(host: Host, accountId: Id<'account'>): void {
  memoryOf(host).delete(accountId);
  host.signals.send(topic, { accountId });
}

function memoryOf(host: Host): Map<Id<'account'>, Known> {
  const known = memories.get(host.database);
  if (known) return known;
  const made = new Map<Id<'account'>, Known>();
  memories.set(host.database, made);
  // Rules change seldom: whichever account it is, all are read again.
  host.signals.listen(topic, () => made.clear());
  return made;
}
