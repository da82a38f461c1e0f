/** What a case of the truth is: a query, and what is true of its columns by the rules of SQL, whoever reads it. */

/**
 * `columns`: in order, `name: how parents`, between semicolons. How: p as it is, under its name · r as it is, renamed · t made of columns · a made of
 * many rows · n of no column. Parents: `relation.column`, between commas. `? code` at the end: why it is not all known.
 */
export interface TruthCase {
  readonly sql: string;
  readonly columns: string;
  /** `filter a.b, c.d; join …`; left out: none. */
  readonly uses?: string;
}

/** Relations of all cases. `landing` is one whose columns nobody has told, and `described` one of which only some are. */
export const truthRelations: Readonly<Record<string, string>> = {
  orders: 'id customer_id status amount ordered_at',
  customers: 'id name region email',
  items: 'id order_id sku quantity price',
  payments: 'id order_id method amount paid_at',
  events: 'id user_id type ts payload tags',
  employees: 'id manager_id name salary dept',
  quarters: 'shop q1 q2 q3',
  sales: 'shop quarter amount units',
  described: 'id name',
};
