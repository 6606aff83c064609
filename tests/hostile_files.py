"""Files made to hurt a reader: small on the disk, or well formed, and huge or endless once read."""

import io
import json
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{LINKS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


def sheet(data, before=""):
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData></worksheet>'


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number, *texts):
    cells = "".join(cell(f"{chr(65 + n)}{number}", t) for n, t in enumerate(texts) if t)
    return f'<row r="{number}">{cells}</row>'


def packed(members, compression=zipfile.ZIP_DEFLATED):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


def xlsx(sheet_xml, **others):
    """Pack a spreadsheet as small as one can be; others replace or add members by their stem."""
    members = {
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    return packed(members | {f"xl/{name}.xml": text for name, text in others.items()})


def hostile():
    """Give hostile files one by one: a name, and a function that makes the bytes."""
    deep = 1_000_000
    return {
        "zip bomb.xlsx": lambda: xlsx(sheet(" " * 120_000_000)),
        "far corner.xlsx": lambda: xlsx(sheet(row(1, "key", "note") + cell("XFD1048576", "x"))),
        "far corner, empty.xlsx": lambda: xlsx(
            sheet(row(1, "key", "contacted", "answered", "agreed", "note") + '<c r="XFD1048576"/>')
        ),
        "filled to the brim.xlsx": lambda: xlsx(
            sheet("".join(f'<row r="{n}"><c r="SF{n}"><v>1</v></c></row>' for n in range(1, 99_999)))
        ),
        "millions of cells.xlsx": lambda: xlsx(sheet("<row>" + "<c/>" * 7_000_000 + "</row>")),
        "millions of numbers.xlsx": lambda: xlsx(
            sheet("".join(f'<row r="{n}">{"<c><v>1</v></c>" * 20}</row>' for n in range(1, 70_000)))
        ),
        "millions of texts.xlsx": lambda: xlsx(
            sheet(row(1, "key")), sharedStrings="<sst>" + "<si/>" * 5_000_000 + "</sst>"
        ),
        "millions of styles.xlsx": lambda: xlsx(
            sheet(row(1, "key")),
            styles="<s><numFmts>" + '<numFmt numFmtId="1" formatCode="[[[[[["/>' * 600_000 + "</numFmts></s>",
        ),
        "endless format.xlsx": lambda: xlsx(
            sheet(row(1, "key")), styles=f'<s><numFmt numFmtId="1" formatCode="{"[" * 900_000}"/></s>'
        ),
        "laughs.xlsx": lambda: xlsx(
            '<!DOCTYPE x [<!ENTITY a "haha">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9))
            + ']><worksheet><sheetData><row><c t="str"><v>&j;</v></c></row></sheetData></worksheet>'
        ),
        "nested.xlsx": lambda: xlsx("<a>" * deep),
        "one attribute.xlsx": lambda: xlsx(f'<worksheet a="{"x" * 29_000_000}"/>'),
        "one text.xlsx": lambda: xlsx(sheet(row(1, "key") + row(2, "𝄞" * 7_000_000))),
        "many members.xlsx": lambda: packed({f"{n}": "" for n in range(120_000)}),
        "lzma.xlsx": lambda: packed({"xl/workbook.xml": " " * 30_000_000}, zipfile.ZIP_LZMA),
        "deep.json": lambda: b"[" * deep,
        "deep.toml": lambda: b"a = " + b"[" * 90_000,
        "dotted.toml": lambda: b".".join([b"a"] * 45_000) + b" = 1",
        "tables.toml": lambda: b"".join(b"[a.%d]\n" % n for n in range(9_000)),
        "empty lists.json": lambda: b'{"version":3,"country":"XT","stakeholders":[' + b"[]," * 1_600_000 + b"[]]}",
        "names.json": lambda: json.dumps({f"n{n}": 1 for n in range(150_000)}).encode(),
        "rows.json": lambda: json.dumps(
            {"version": 3, "country": "XT", "stakeholders": [{}] * 19_999}
        ).encode(),
        "digits.json": lambda: b'{"version":3,"country":"XT","saved":' + b"9" * 4_000_000 + b"}",
        "beyond 64 bits.json": lambda: b'{"version":3,"country":"XT","ties":[{"strength":' + b"9" * 40 + b"}]}",
        "commas.csv": lambda: b"," * 9_900_000,
        "lines.csv": lambda: b"\n" * 9_900_000,
        "open quote.csv": lambda: b'risk,effect\n"' + b"x\n" * 4_900_000,
        "columns.csv": lambda: b",".join(b"risk%d" % n for n in range(100_000)) + b"\n1",
        "wide letters.csv": lambda: ("risk\n" + "𝄞" * 100_000 + "\n").encode() * 24,
        "too large.csv": lambda: b"x" * 30_000_000,
        "bomb.zip": lambda: packed({"SHA256SUMS": "", "provenance.json": " " * 120_000_000}),
        "bomb of tables.zip": lambda: packed(
            {"SHA256SUMS": " " * 9_900_000, "provenance.json": "{}" + " " * 9_000_000}
        ),
    }  # fmt: skip
