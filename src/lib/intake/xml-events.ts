/** What an XML parser tells about a part of a spreadsheet. The parser itself is an outside package and sits in `io/xml-part.ts`. */

/** Attributes of an element by their names as written, prefix included. */
export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /** An element begins. @param name local name, without a prefix */
  open(name: string, attributes: XmlAttributes): void;
  /** An element ends; also called for one that is empty. */
  close(name: string): void;
  /** Text between tags, entities resolved; may come in several pieces. */
  text(text: string): void;
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The value of the first attribute of a local name, or null. */
export function attributeOf(attributes: XmlAttributes, name: string): string | null {
  for (const written in attributes) {
    if (written.endsWith(name) && localName(written) === name) return attributes[written] ?? null;
  }
  return null;
}
