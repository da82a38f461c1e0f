-- The words of a document, each with the fields that it is in (domain/catalog/search-words.ts): what the search index is made of.
-- Null: not made yet, which whoever needs them does.
alter table catalog.document add column words text;
