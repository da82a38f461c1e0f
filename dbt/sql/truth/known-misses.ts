/** Cases of the truth that come out wrong, by their SQL: listed, so that nobody takes them for right. */
export const knownMisses: readonly string[] = [
  // The parser does not take `last` for an alias without AS.
  'select c.name, last.amount from customers c cross join lateral (select amount from orders o where o.customer_id = c.id order by ordered_at desc limit 1) last',
];
