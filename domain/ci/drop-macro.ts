/** The dbt project that drops relations: one macro for every adapter, and what it says of each as it goes. */

/** Each line that the macro says begins with it. */
export const sayPrefix = 'weft clean-up:';

export const dropProject: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: weft_clean_up\nversion: "1.0"\nprofile: weft\nflags: {send_anonymous_usage_stats: false}\n',
  'macros/weft_clean_up.sql': `
{% macro weft_clean_up(items) %}
  {% for item in items %}
    {% do weft_say(item.position, 'begun') %}
    {% if item.kind == 'schema' %}
      {% do weft_say(item.position, weft_drop_schema(item)) %}
    {% else %}
      {% do weft_say(item.position, weft_drop(item)) %}
    {% endif %}
  {% endfor %}
{% endmacro %}

{% macro weft_say(position, word) %}
  {% do log('${sayPrefix} ' ~ position ~ ' ' ~ word, info=True) %}
{% endmacro %}

{# What a materialization that was killed leaves beside the relation goes with it. #}
{% macro weft_drop(item) %}
  {% set found = [] %}
  {% for ending in ['', '__dbt_tmp', '__dbt_backup'] %}
    {% set relation = adapter.get_relation(item.database, item.schema, item.identifier ~ ending) %}
    {% if relation is not none %}
      {% do adapter.dispatch('weft_drop_one', 'weft_clean_up')(relation) %}
      {% do found.append(relation) %}
    {% endif %}
  {% endfor %}
  {{ return('dropped' if found else 'gone') }}
{% endmacro %}

{# Never a cascade where the warehouse tells who depends on it: that may be somebody's who has nothing to do with the run. #}
{% macro default__weft_drop_one(relation) %}
  {% do adapter.drop_relation(relation) %}
{% endmacro %}

{% macro postgres__weft_drop_one(relation) %}
  {% call statement('weft_drop', auto_begin=False) %}
    drop {{ relation.type | replace('_', ' ') }} if exists {{ relation }} restrict; commit
  {% endcall %}
{% endmacro %}

{% macro redshift__weft_drop_one(relation) %}
  {{ return(postgres__weft_drop_one(relation)) }}
{% endmacro %}

{# dbt has a transaction open in DuckDB from its first question on: each drop ends it, and the next statement finds one as dbt left it. #}
{% macro duckdb__weft_drop_one(relation) %}
  {% do weft_duckdb('drop ' ~ relation.type ~ ' if exists ' ~ relation) %}
{% endmacro %}

{% macro weft_duckdb(sql) %}
  {% call statement('weft_drop', auto_begin=True) %}
    {{ sql }}{% if not adapter.disable_transactions() %}; commit; begin transaction{% endif %}
  {% endcall %}
{% endmacro %}

{% macro weft_drop_schema(item) %}
  {% set relation = api.Relation.create(database=item.database, schema=item.schema).without_identifier() %}
  {% if not adapter.check_schema_exists(item.database, item.schema) %}
    {{ return('gone') }}
  {% endif %}
  {{ return(adapter.dispatch('weft_drop_empty', 'weft_clean_up')(relation)) }}
{% endmacro %}

{# A warehouse refuses to drop a schema that still holds something; Snowflake does not, so it is looked at first. #}
{% macro default__weft_drop_empty(relation) %}
  {% call statement('weft_drop', auto_begin=False) %}
    drop schema if exists {{ relation }} restrict
  {% endcall %}
  {{ return('dropped') }}
{% endmacro %}

{% macro postgres__weft_drop_empty(relation) %}
  {% call statement('weft_drop', auto_begin=False) %}
    drop schema if exists {{ relation.include(database=False) }} restrict; commit
  {% endcall %}
  {{ return('dropped') }}
{% endmacro %}

{% macro redshift__weft_drop_empty(relation) %}
  {{ return(postgres__weft_drop_empty(relation)) }}
{% endmacro %}

{% macro duckdb__weft_drop_empty(relation) %}
  {% do weft_duckdb('drop schema if exists ' ~ relation ~ ' restrict') %}
  {{ return('dropped') }}
{% endmacro %}

{% macro snowflake__weft_drop_empty(relation) %}
  {% set rows = run_query('show objects in schema ' ~ relation) %}
  {% if rows | length > 0 %}{{ return('not_empty') }}{% endif %}
  {% call statement('weft_drop', auto_begin=False) %}
    drop schema if exists {{ relation }} restrict
  {% endcall %}
  {{ return('dropped') }}
{% endmacro %}
`,
};

export type Said = { readonly position: number; readonly word: 'begun' | 'dropped' | 'gone' | 'not_empty' };

/** Null: it is no line of the macro's. */
export function readSaid(message: string): Said | null {
  const read = /^weft clean-up: (\d+) (begun|dropped|gone|not_empty)$/.exec(message.trim());
  const word = (['begun', 'dropped', 'gone', 'not_empty'] as const).find((known) => known === read?.[2]);
  return read && word ? { position: Number(read[1]), word } : null;
}
