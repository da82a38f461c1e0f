"""What is read from publication files, and what is said of bad ones."""

import json
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from dbt_weft.publications import PublicationError, read_publications, timestamp

MODEL = {"name": "orders", "package_name": "producer", "unique_id": "model.producer.orders", "identifier": "orders", "schema": "s"}


class Folder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)

    def put(self, name, content):
        (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def read(self):
        return read_publications(str(self.folder), without="consumer")

    def test_nothing_there_is_nothing_to_offer(self):
        self.assertEqual(self.read(), {})
        self.assertEqual(read_publications(str(self.folder / "absent"), without="x"), {})

    def test_a_publication_and_what_is_none(self):
        self.put("producer.json", {"project_name": "producer", "public_models": {MODEL["unique_id"]: MODEL}})
        self.put("producer.info", "1700000000")
        self.assertEqual(self.read(), {"producer": {MODEL["unique_id"]: MODEL}})

    def test_the_project_does_not_consume_itself(self):
        self.put("consumer.json", {"project_name": "consumer", "public_models": {}})
        self.assertEqual(self.read(), {})

    def test_bad_files_are_named(self):
        without_schema = {key: value for key, value in MODEL.items() if key != "schema"}
        bad = {
            '{"project_name": "pro': "not readable as JSON",
            "[]": "no JSON object",
            '{"data": {}}': "no project_name",
            '{"project_name": "p"}': "no public_models",
            json.dumps({"project_name": "p", "public_models": {"model.p.orders": without_schema}}): "model.p.orders has no schema",
        }
        for content, why in bad.items():
            self.put("producer.json", content)
            with self.assertRaisesRegex(PublicationError, why) as raised:
                self.read()
            self.assertIn("producer.json", str(raised.exception))

    def test_a_file_in_place_of_the_folder(self):
        self.put("producer.json", "{}")
        with self.assertRaisesRegex(PublicationError, "not a folder"):
            read_publications(str(self.folder / "producer.json"), without="x")


class Times(unittest.TestCase):
    def test_all_forms_mean_utc(self):
        expected = datetime(2024, 1, 2, 3, 4, 5, 600000, tzinfo=timezone.utc)
        for text in ("2024-01-02T03:04:05.6Z", "2024-01-02T03:04:05.600000", "2024-01-02T04:04:05.600000+01:00"):
            self.assertEqual(timestamp(text, naive=False), expected, text)
        self.assertEqual(timestamp("2024-01-02T04:04:05.600000+01:00", naive=True), expected.replace(tzinfo=None))
        self.assertEqual(timestamp("2024-01-02", naive=False), datetime(2024, 1, 2, tzinfo=timezone.utc))

    def test_no_time_is_none(self):
        for text in (None, "", "soon", 5):
            self.assertIsNone(timestamp(text, naive=False))


if __name__ == "__main__":
    unittest.main()
