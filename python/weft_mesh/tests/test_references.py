"""What of a project's text counts as a reference."""

import tempfile
import unittest
from pathlib import Path

from dbt_weft.choose_models import wanted_names
from dbt_weft.project_files import TextFile
from dbt_weft.references import scan


def scan_texts(own=(), resource=None, **texts):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in texts.items():
            path = Path(folder) / f"{name}.sql"
            path.write_text(text, encoding="utf-8")
            files.append(TextFile(str(path), True, name if name in own else None))
        return scan(files)


def wanted(references, names, project="producer", declared=True):
    models = {name: {"name": name} for name in names}
    return wanted_names(project, models, references, declared)


class LiteralRefs(unittest.TestCase):
    def test_all_spellings_of_a_two_argument_ref(self):
        found = scan_texts(
            a="""{{ ref('producer', 'orders') }} {{ref("producer","customers")}}
                 {{ ref(
                     'producer' ,
                     'lines', v = 2
                 ) }} {{ ref('producer', 'pinned', version='2024_q1') }}""",
            b='dbt.ref("producer", "in_python")',
            c="depends_on:\n  - ref('producer', 'in_yaml')",
        )
        self.assertEqual({name for _, name in found.pairs}, {"orders", "customers", "lines", "pinned", "in_python", "in_yaml"})
        self.assertEqual(found.computed, [])
        self.assertIsNone(found.words)

    def test_a_one_argument_ref_may_mean_a_declared_project(self):
        found = scan_texts(a="{{ ref('orders') }} {{ ref('customers', v=1) }}")
        self.assertEqual(wanted(found, ["orders", "customers", "other"]), {"orders", "customers"})
        self.assertEqual(wanted(found, ["orders"], declared=False), set())

    def test_a_model_of_the_project_itself_comes_first(self):
        found = scan_texts(own=("orders",), orders="select 1", a="{{ ref('orders') }}")
        self.assertEqual(wanted(found, ["orders"]), set())

    def test_unless_it_may_be_disabled(self):
        found = scan_texts(own=("orders",), orders="{{ config(enabled=false) }} select 1", a="{{ ref('orders') }}")
        self.assertEqual(wanted(found, ["orders"]), {"orders"})

    def test_what_only_looks_like_a_ref(self):
        found = scan_texts(a="select xref('producer', 'orders'), pref('a','b'), preference('x', 'y') -- {% macro ref(a, b) %}")
        self.assertEqual((found.pairs, found.names, found.computed, found.words), (set(), set(), [], None))

    def test_only_the_named_project_is_meant(self):
        found = scan_texts(a="{{ ref('producer', 'orders') }}")
        self.assertEqual(wanted(found, ["orders"], project="other", declared=False), set())


class ComputedRefs(unittest.TestCase):
    def test_a_concatenation_adds_what_it_may_mean(self):
        found = scan_texts(a="{{ ref('producer', 'dim_' ~ entity) }}")
        self.assertEqual(wanted(found, ["dim_a", "dim_b", "fct_a"]), {"dim_a", "dim_b"})
        self.assertEqual(wanted(found, ["dim_a"], project="other"), set())

    def test_a_variable_adds_all_of_the_project(self):
        for argument in ("name", "var('m')", "'X' | lower", "'%s' % x"):
            found = scan_texts(a="{{ ref('producer', " + argument + ") }}")
            self.assertEqual(wanted(found, ["a", "b"]), {"a", "b"}, argument)

    def test_a_computed_project_with_a_literal_model(self):
        found = scan_texts(a="{{ ref(var('upstream'), 'orders') }}")
        self.assertEqual(wanted(found, ["orders", "other"]), {"orders"})

    def test_a_computed_project_and_model_may_mean_anything(self):
        found = scan_texts(a="{{ ref(var('p'), 'dim_' ~ y) }}")
        self.assertEqual(wanted(found, ["dim_y", "fct_y"], project="any", declared=False), {"dim_y"})

    def test_a_name_in_a_variable_is_found_as_a_word(self):
        found = scan_texts(a="{% macro read(model) %}{{ ref(model) }}{% endmacro %}", b="{{ read('orders') }}")
        self.assertEqual(wanted(found, ["orders", "customers"]), {"orders"})

    def test_a_project_that_overrides_ref_does_not_pull_everything_in(self):
        found = scan_texts(
            a="{% macro ref(package, name) %}{{ builtins.ref(package, name) }}{% endmacro %}",
            b="{{ ref('producer', 'orders') }}",
        )
        self.assertEqual(wanted(found, ["orders", "customers"]), {"orders"})

    def test_ref_handed_on_as_a_value(self):
        found = scan_texts(a="{% set r = ref %}{{ r('producer', 'orders') }}")
        self.assertEqual(wanted(found, ["orders", "customers"]), {"orders"})


if __name__ == "__main__":
    unittest.main()
