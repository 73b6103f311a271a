/**
 * The XMP packet. pdfkit writes one without escaping its values, so the packet is made here. It claims PDF/A-3a (ISO 19005-3, 6.6.4)
 * and PDF/UA-1 (ISO 14289-1, 5). PDF/A allows a property that it does not know, such as the mark of PDF/UA, only together with
 * its description: the extension schema (ISO 19005-3, 6.6.2.3.3).
 */

/** What the packet says; dates are ISO 8601 with a time zone. */
export interface XmpFacts {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly producer: string;
  readonly date: string;
  /** False for a file that will be encrypted, which PDF/A forbids (ISO 19005-3, 6.1.3). It claims PDF/UA all the same. */
  readonly isArchival?: boolean;
}

// In a description of its own, because the readers of Apache Preflight look for it there.
const EXTENSION_SCHEMA = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;

const ARCHIVAL_MARK = `<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
`;

/** The packet as XML. Both marks are claims about the whole file; `npm run test:conformance` has them checked by veraPDF. */
export function xmpPacket(facts: XmpFacts): string {
  const title = escapeXml(facts.title);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
${EXTENSION_SCHEMA}
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${escapeXml(facts.author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>${escapeXml(facts.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${facts.date}</xmp:CreateDate>
<xmp:ModifyDate>${facts.date}</xmp:ModifyDate>
<xmp:MetadataDate>${facts.date}</xmp:MetadataDate>
<xmp:CreatorTool>${escapeXml(facts.producer)}</xmp:CreatorTool>
<pdf:Producer>${escapeXml(facts.producer)}</pdf:Producer>
${facts.isArchival === false ? '' : ARCHIVAL_MARK}<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escapeXml(value: string): string {
  // XML 1.0 has no way to write control characters, halves of a surrogate pair and the last two code points of the plane (section 2.2).
  return value.replace(/(?!\s)\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '').replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}
