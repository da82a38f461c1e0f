/** Which functions make one value of many rows. */

/** Kinds of nodes that the parser has for them. */
const kinds: ReadonlySet<string> = new Set(
  (
    'sum count avg min max list_agg string_agg array_agg group_concat aggregate_function within_group approx_distinct approx_count_distinct ' +
    'stddev stddev_pop stddev_samp variance var_pop var_samp median mode percentile_cont percentile_disc approx_percentile quantile ' +
    'any_value first last array_concat_agg array_union_agg array_unique_agg logical_and logical_or bool_and bool_or bit_and_agg bit_or_agg ' +
    'bitwise_and_agg bitwise_or_agg corr covar_pop covar_samp count_if sum_if kurtosis skewness arg_max arg_min max_by min_by histogram ' +
    'json_array_agg json_object_agg object_agg approx_top_k parameterized_agg combined_agg_func hll xor_agg'
  ).split(' '),
);

/** Names of functions that it has no kind of its own for. */
const names =
  /^(?:count_?if|count_distinct|sum_?if|avg_?if|any_value|arbitrary|first|last|list|list_agg|listagg|collect_(?:list|set)|array_agg(?:_.*)?|string_agg|group_concat|json(?:b)?_(?:agg|object_agg|group_.*|arrayagg|objectagg)|object_agg|map_agg|multimap_agg|map_union|max_by|min_by|arg_?(?:max|min).*|median|mode|quantile.*|percentile.*|approx_.*|bool_(?:and|or)|every|bit_(?:and|or|xor)(?:_agg)?|booland_agg|boolor_agg|boolxor_agg|logical_(?:and|or)|stddev.*|var(?:iance|_pop|_samp)|corr|covar_.*|regr_.*|kurtosis|skewness|entropy|histogram|checksum|geometric_mean|favg|fsum|product|hll_.*|grouping(?:_id)?|minhash|hash_agg|max_n|min_n|st_union_agg|st_collect)$/i;

/** `name`: of a node of kind `function`. */
export function isAggregate(kind: string, name: string): boolean {
  return kinds.has(kind) || (kind === 'function' && names.test(name));
}
