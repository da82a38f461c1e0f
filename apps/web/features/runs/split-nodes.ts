/** Which of a run's nodes are looked at as tests, and which as what was built. */
import type { WireRunNode } from '@weft/wire/weft/run-node';

export function isTest({ resource_type }: Pick<WireRunNode, 'resource_type'>): boolean {
  return resource_type === 'test' || resource_type === 'unit_test' || resource_type === 'source';
}
