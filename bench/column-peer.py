"""The peer of bench/column-lineage.ts: sqlglot's own lineage, and the queries of TPC-H and TPC-DS as DuckDB's extensions have them."""
import json
import sys
import time


def queries():
    """Prints {suite: {"relations": {table: [column]}, "queries": [sql]}}."""
    import importlib
    import pathlib

    import duckdb

    answer = {}
    for suite, generate in (('tpch', 'dbgen'), ('tpcds', 'dsdgen')):
        package = pathlib.Path(importlib.import_module(f'duckdb_extension_{suite}').__file__).parent
        [extension] = package.rglob(f'{suite}.duckdb_extension')
        connection = duckdb.connect()
        connection.execute(f"load '{extension}'")
        connection.execute(f'call {generate}(sf = 0)')
        relations = {}
        columns = 'select table_name, column_name from information_schema.columns order by table_name, ordinal_position'
        for table, column in connection.execute(columns).fetchall():
            relations.setdefault(table, []).append(column)
        listed = connection.execute(f'select query from {suite}_queries() order by query_nr').fetchall()
        answer[suite] = {'relations': relations, 'queries': [sql for (sql,) in listed]}
    print(json.dumps(answer))


def trace(file, passes):
    """Prints the seconds of each pass over all questions, and of the last pass the answers: a list of parents a column, or what went wrong."""
    from sqlglot.lineage import lineage

    asked = json.load(open(file))
    schemas = schemas_of(asked)
    seconds = []
    for _ in range(int(passes)):
        begun = time.perf_counter()
        for question in asked['questions']:
            dialect = question['dialect']
            try:
                # All columns at once with a shared cache, and nothing made for looking at: its fastest way.
                lineage(None, question['sql'], schemas[dialect], dialect=dialect, trim_selects=False)
            except Exception:
                pass
        seconds.append(time.perf_counter() - begun)
    answers = []
    for question in asked['questions'] if asked['isAnswerWanted'] else []:
        try:
            answers.append(parents_of_columns(question['sql'], question['dialect'], schemas[question['dialect']]))
        except Exception as error:
            answers.append(f'{type(error).__name__}: {error}'[:300])
    print(json.dumps({'seconds': seconds, 'answers': answers}))


def schemas_of(asked):
    """Of each dialect one, read once: the keys of relations are the parts of their names."""
    from sqlglot import MappingSchema

    schemas = {}
    for dialect in sorted({question['dialect'] for question in asked['questions']}):
        tree = {}
        for relation in asked['relations']:
            place = tree
            for part in relation['name'][:-1]:
                place = place.setdefault(part, {})
            place[relation['name'][-1]] = {column: 'text' for column in relation['columns']}
        schemas[dialect] = MappingSchema(tree, dialect=dialect)
    return schemas


def parents_of_columns(sql, dialect, schema):
    """As `lineage` goes about it, but by place: of two columns of one name it would tell only one."""
    import sqlglot
    from sqlglot.lineage import to_node
    from sqlglot.optimizer import build_scope, qualify

    parsed = sqlglot.parse_one(sql, dialect=dialect)
    query = qualify.qualify(parsed, dialect=dialect, schema=schema, validate_qualify_columns=False, identify=False)
    scope = build_scope(query)
    cache, scope_meta, columns = {}, {}, []
    for place, select in enumerate(scope.expression.selects):
        node = to_node(place, scope, dialect, trim_selects=False, schema=schema, _cache=cache, _scope_meta=scope_meta)
        columns.append([select.alias_or_name, sorted({parent for leaf in node.walk() for parent in parent_of(leaf)})])
    return columns


def parent_of(leaf):
    from sqlglot import exp

    if leaf.downstream:
        return []
    column = leaf.name.split('.')[-1].strip('"`[]').lower()
    if isinstance(leaf.expression, exp.Table):
        return [f'{leaf.expression.name.lower()}.{column}']
    # Of what it could not place nothing is held against it.
    return []


{'queries': queries, 'trace': trace}[sys.argv[1]](*sys.argv[2:])
