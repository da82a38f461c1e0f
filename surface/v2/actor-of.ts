/** Who a caller is, as runs keep it: what they asked for outlives their token. */
import type { Caller } from '@weft/domain/access/model';
import type { Actor } from '@weft/domain/runs/model';

export function actorOf({ kind, userId, serviceTokenId, label }: Caller): Actor {
  return { id: String(userId ?? serviceTokenId ?? ''), type: userId === null ? kind : 'user', name: label };
}
