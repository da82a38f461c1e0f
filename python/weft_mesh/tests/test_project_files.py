"""Which files of a project are looked at, and what it must have publications of."""

import tempfile
import unittest
from pathlib import Path

from dbt_weft.project_files import read_project
from dbt_weft.publications import PublicationError
from dbt_weft.references import References

DECLARED = "projects:\n  - name: producer\n  - {name: Finance}\n"


class ProjectFolder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)
        self.put("dbt_project.yml", "name: consumer\n")

    def put(self, name, text=""):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def files(self):
        return {str(Path(file.path).relative_to(self.folder)) for file in read_project(str(self.folder)).text_files()}

    def test_the_folders_that_dbt_reads_and_no_others(self):
        for name in ("models/a.sql", "models/deep/b.yml", "macros/m.sql", "models/n.md", "venv/x.py", "target/t.sql", "models/.hidden/h.sql"):
            self.put(name)
        self.assertEqual(self.files(), {"dbt_project.yml", "models/a.sql", "models/deep/b.yml", "macros/m.sql"})

    def test_folders_named_by_the_project(self):
        self.put("dbt_project.yml", "name: consumer\nmodel-paths: [transform, transform/more]\n")
        for name in ("models/a.sql", "transform/b.sql", "transform/more/c.sql"):
            self.put(name)
        self.assertEqual(self.files(), {"dbt_project.yml", "transform/b.sql", "transform/more/c.sql"})

    def test_a_computed_folder_means_the_whole_project(self):
        self.put("dbt_project.yml", 'name: consumer\nmodel-paths: ["{{ env_var(\'X\') }}"]\n')
        self.put("anywhere/a.sql")
        self.assertIn("anywhere/a.sql", self.files())

    def test_packages_with_their_own_folders(self):
        self.put("dbt_packages/utils/dbt_project.yml", "name: utils\nmacro-paths: [jinja]\n")
        for name in ("dbt_packages/utils/jinja/m.sql", "dbt_packages/utils/integration_tests/models/t.sql", "dbt_packages/not_a_package/a.sql"):
            self.put(name)
        self.assertEqual(self.files(), {"dbt_project.yml", "dbt_packages/utils/dbt_project.yml", "dbt_packages/utils/jinja/m.sql"})

    def test_declared_projects_with_their_lines(self):
        self.put("dependencies.yml", DECLARED)
        self.assertEqual(read_project(str(self.folder)).declared, {"producer": 2, "Finance": 3})
        self.put("dependencies.yml", "projects: {")
        self.assertEqual(read_project(str(self.folder)).declared, {})

    def test_a_missing_publication_is_named_with_its_line_and_the_nearest(self):
        self.put("dependencies.yml", DECLARED)
        project = read_project(str(self.folder))
        with self.assertRaisesRegex(PublicationError, r'project "Finance" is declared .* \(line 3\).*Did you mean "finance"\?'):
            project.require_publications({"producer": {}, "finance": {}}, References(), "/publications")

    def test_an_empty_folder_is_an_error_only_where_something_refers_to_it(self):
        self.put("dependencies.yml", DECLARED)
        project = read_project(str(self.folder))
        project.require_publications({}, References(), "/publications")
        with self.assertRaisesRegex(PublicationError, 'project "producer"'):
            project.require_publications({}, References(pairs={("producer", "orders")}), "/publications")


if __name__ == "__main__":
    unittest.main()
