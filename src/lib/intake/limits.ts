/** Ceilings of intake. They are checked while reading, so that a hostile or broken file costs an error and no memory. */

const MEBIBYTE = 1024 * 1024;

/** Columns of a table. */
export const COLUMNS_MAX = 1000;
/** Bytes of one record as UTF-8. A longer record is set aside. */
export const RECORD_BYTES_MAX = MEBIBYTE;
/** Bytes of one cell as UTF-8. A record with a longer one is set aside. */
export const CELL_BYTES_MAX = 64 * 1024;
/** Bytes of one physical line as UTF-8. A file with a longer line is no table and is refused. */
export const LINE_BYTES_MAX = 16 * MEBIBYTE;
/** Bytes of one source file. */
export const FILE_BYTES_MAX = 2048 * MEBIBYTE;
/** Rows of all tables of one file, blank ones included. */
export const ROWS_MAX = 20_000_000;
/** Bytes at the start of a file from which encoding, dialect and table region are decided. */
export const SAMPLE_BYTES = 256 * 1024;
/** Rows of the sample that are looked at. */
export const SAMPLE_ROWS_MAX = 2000;

/** Ceilings for what is packed: zip containers, XLSX and ODS among them, and gzip. All count bytes that came out, not bytes that were claimed. */
export const ZIP_ENTRIES_MAX = 2000;
export const UNPACKED_BYTES_MAX = 1024 * MEBIBYTE;
export const ZIP_ENTRY_BYTES_MAX = 512 * MEBIBYTE;
/** Bytes that come out per packed byte, looked at above `PACKED_RATIO_FROM_BYTES`. */
export const PACKED_RATIO_MAX = 200;
export const PACKED_RATIO_FROM_BYTES = 100 * 1024;

/** Bytes of a workbook's part that is held in memory whole: shared strings, or the content of an ODS file. */
export const WORKBOOK_PART_BYTES_MAX = 200_000_000;
/** Bytes of an XLS file, which is held in memory whole. Its format ends at 65,536 rows a sheet. */
export const XLS_BYTES_MAX = 64 * MEBIBYTE;
/** Rows of a sheet, by the formats' own limits. */
export const SHEET_ROWS_MAX = 1_048_576;
/** Elements within elements. */
export const XML_NESTING_MAX = 100;
/** Tags and attributes of a part that becomes a tree in memory: a million and a half different texts, and about 1.5 GB at most. */
export const XML_TREE_NODES_MAX = 6_000_000;
export const HTML_NESTING_MAX = 500;

/** Values within values, the document itself included. */
export const JSON_NESTING_MAX = 20;
/** Bytes of a JSON document that states numbers, which is held in memory whole. */
export const JSON_DOCUMENT_BYTES_MAX = 16 * MEBIBYTE;
