/** The XMP packet. pdfkit writes one without escaping its values, so the packet is made here. */

/** What the packet says; dates are ISO 8601 with a time zone. */
export interface XmpFacts {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly producer: string;
  readonly date: string;
}

/** The packet as XML. The PDF/UA mark is a claim about the tags, which the drawing layer writes for every page. */
export function xmpPacket(facts: XmpFacts): string {
  const title = escapeXml(facts.title);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${escapeXml(facts.author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>${escapeXml(facts.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${facts.date}</xmp:CreateDate>
<xmp:ModifyDate>${facts.date}</xmp:ModifyDate>
<xmp:MetadataDate>${facts.date}</xmp:MetadataDate>
<xmp:CreatorTool>${escapeXml(facts.producer)}</xmp:CreatorTool>
<pdf:Producer>${escapeXml(facts.producer)}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escapeXml(value: string): string {
  // XML 1.0 has no way to write control characters.
  return value.replace(/(?!\s)\p{Cc}/gu, '').replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}
