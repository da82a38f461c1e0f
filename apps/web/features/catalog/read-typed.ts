/** Tells whether what is typed into the search is words or dbt's selector syntax. */

const methods =
  'tag|path|file|fqn|package|source|exposure|metric|semantic_model|saved_query|unit_test|config|resource_type|test_type|test_name|state|result|source_status|access|group|version';
const marks = new RegExp(`(^|\\s)(@\\S|\\d*\\+\\S)|\\S\\+\\d*(\\s|,|$)|(^|[\\s,@+])(${methods})(\\.[\\w.]+)?:\\S|\\*|\\S,\\S`);

/** `+orders`, `tag:nightly`, `a,b`, `stg_*` are selectors; `orders`, `net amount`, `ada@example.com` are words. */
export function looksLikeSelector(text: string): boolean {
  return marks.test(text.trim());
}
