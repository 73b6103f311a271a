/** Ceilings of intake. They are checked while reading, so that a hostile or broken file costs an error and no memory. */

const MEBIBYTE = 1024 * 1024;

/** Columns of a table. */
export const COLUMNS_MAX = 1000;
/** Bytes of one record as UTF-8. A longer record is set aside. */
export const RECORD_BYTES_MAX = MEBIBYTE;
/** Bytes of one physical line as UTF-8. A file with a longer line is no table and is refused. */
export const LINE_BYTES_MAX = 16 * MEBIBYTE;
/** Bytes of one source file. */
export const FILE_BYTES_MAX = 2048 * MEBIBYTE;
/** Bytes at the start of a file from which encoding, dialect and table region are decided. */
export const SAMPLE_BYTES = 256 * 1024;
/** Rows of the sample that are looked at. */
export const SAMPLE_ROWS_MAX = 2000;

/** Ceilings for zip containers such as XLSX. */
export const ZIP_ENTRIES_MAX = 2000;
export const ZIP_TOTAL_BYTES_MAX = 1024 * MEBIBYTE;
/** Inflated bytes per packed byte of one part, looked at above `ZIP_RATIO_FROM_BYTES`. */
export const ZIP_RATIO_MAX = 200;
export const ZIP_RATIO_FROM_BYTES = 100 * 1024;
/** Bytes of a workbook file, which is held in memory whole. */
export const WORKBOOK_BYTES_MAX = 256 * MEBIBYTE;
