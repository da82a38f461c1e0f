{# The query that tells when the loader last finished a table. TPC-H rows carry dates from 1992 to 1998 and no load time, so freshness
   is read from the audit that the loader writes beside its tables. #}
{% macro latest_load(relation) -%}
    select max(loaded_at)
    from {{ relation.incorporate(path={'identifier': 'load_audit'}) }}
    where table_name = '{{ relation.identifier }}'
{%- endmacro %}
