"""What makes one file PDF/A-3a and PDF/UA-1 at once: its metadata, what its colours mean, the data inside."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from reports.pdf_text import array, moment, reference, text

MEDIA_TYPE = "text/csv"


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class About:
    """What the document says of itself."""

    title: str
    author: str
    subject: str
    language: str
    created: datetime
    producer: str


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 9)


def metadata(about: About) -> bytes:
    """XMP that claims both profiles. PDF/A wants every schema it does not know described: PDF/UA's mark is one."""
    stamp = about.created.isoformat(timespec="seconds")
    return _XMP.format(
        title=escape(about.title),
        author=escape(about.author),
        subject=escape(about.subject),
        producer=escape(about.producer),
        language=escape(about.language),
        stamp=stamp,
    ).encode()


def information(about: About) -> bytes:
    """The older form of the same facts; PDF/A wants both to agree."""
    created = moment(about.created)
    return b"<</Title %s/Author %s/Subject %s/Producer %s/CreationDate %s/ModDate %s>>" % (
        text(about.title),
        text(about.author),
        text(about.subject),
        text(about.producer),
        created,
        created,
    )


def colour_profile() -> bytes:
    """SRGB as WeasyPrint carries it, read without loading WeasyPrint."""
    found = find_spec("weasyprint")
    if found is None or found.origin is None:
        raise FileNotFoundError("WeasyPrint is not installed")
    profile = Path(found.origin).parent / "pdf" / "sRGB2014.icc"
    return packed(profile.read_bytes())


def output_intent(profile: int) -> bytes:
    name = text("sRGB2014")
    return b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier %s/Info %s/DestOutputProfile %s>>" % (
        name,
        name,
        reference(profile),
    )


def embedded_file(attachment: Attachment, created: datetime) -> tuple[bytes, bytes]:
    """The dictionary and the content of a file inside the PDF."""
    checksum = md5(attachment.content, usedforsecurity=False).hexdigest().encode()
    subtype = MEDIA_TYPE.replace("/", "#2f").encode()
    parameters = b"<</Size %d/CheckSum<%s>/CreationDate %s/ModDate %s>>" % (
        len(attachment.content),
        checksum,
        moment(created),
        moment(created),
    )
    dictionary = b"<</Type/EmbeddedFile/Subtype/%s/Filter/FlateDecode/Params%s>>" % (subtype, parameters)
    return dictionary, packed(attachment.content)


def file_specification(attachment: Attachment, stream: int) -> bytes:
    name = text(attachment.name)
    return b"<</Type/Filespec/F %s/UF %s/Desc %s/AFRelationship/Data/EF<</F %s/UF %s>>>>" % (
        name,
        name,
        text(attachment.description),
        reference(stream),
        reference(stream),
    )


def embedded_names(specifications: list[tuple[str, int]]) -> bytes:
    entries = [text(name) + b" " + reference(number) for name, number in sorted(specifications)]
    return b"<</Names" + array(entries) + b">>"


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
