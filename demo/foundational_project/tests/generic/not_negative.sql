{# No value of the column is below 0. Empty values pass: not_null is a test of its own. #}
{% test not_negative(model, column_name) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} < 0

{% endtest %}
