//! How a text file writes its cells: encoding, delimiter, decimal mark.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{Error, ErrorCode, Result};

/// The first bytes of files that are no text, and what they are.
const NO_TEXT: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"%PDF", "a PDF document"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "a compressed SPSS file"),
    (b"<stata_dta>", "a Stata file"),
];

/// The encoding of bytes: what a byte order mark says; UTF-16 where every other byte is zero; UTF-8 where valid;
/// GB 18030 where bytes above 127 come in pairs; else Windows-1252.
///
/// # Errors
/// Bytes that are no text, or text in two encodings.
pub(super) fn encoding(bytes: &[u8], wanted: Option<&str>) -> Result<&'static Encoding> {
    if let Some((_, name)) = NO_TEXT.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(Error::new(ErrorCode::Format, "the file is no text")
            .found(*name)
            .hint("give the file the extension of its format, or name the format"));
    }
    if let Some(label) = wanted {
        return Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Error::new(ErrorCode::Usage, "there is no such encoding")
                .found(label)
                .expected("utf-8, windows-1252, gb18030")
        });
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    if let Some(first) = bytes.iter().position(|byte| *byte == 0) {
        let sample = bytes.get(..bytes.len().min(65_536)).unwrap_or_default();
        let zeros = |offset| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        // In UTF-16 every digit and every delimiter has its zero.
        return match (odd * 10 > sample.len() && odd > 4 * even, even * 10 > sample.len() && even > 4 * odd) {
            (true, _) => Ok(UTF_16LE),
            (_, true) => Ok(UTF_16BE),
            _ => Err(zero_byte(bytes.iter().take(first).filter(|byte| **byte == b'\n').count() + 1)),
        };
    }
    let Err(fault) = std::str::from_utf8(bytes) else { return Ok(UTF_8) };
    if fault.error_len().is_none() && bytes.len() - fault.valid_up_to() < 4 {
        // A sample may end within a character.
        return Ok(UTF_8);
    }
    let mixed = mixed(bytes);
    let western = mixed.filter(|(.., western)| *western).is_some();
    if !western && paired(bytes) && GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
        return Ok(GB18030);
    }
    if let Some((row, other, _)) = mixed {
        return Err(Error::new(ErrorCode::Format, "the file is written in more than one encoding")
            .row(row)
            .found(format!("bytes that are no UTF-8, while row {other} is UTF-8"))
            .hint(
                "write the file again in one encoding, or name the encoding that is meant: --encoding windows-1252",
            ));
    }
    Ok(WINDOWS_1252)
}

/// Whether nearly all runs of bytes above 127 are of even length, as two-byte characters make them, and most pairs are
/// among the 3755 common characters, which begin with B0 to D7; small letters with accents lie above.
fn paired(bytes: &[u8]) -> bool {
    let runs: Vec<&[u8]> = bytes.split(|byte| byte.is_ascii()).filter(|run| !run.is_empty()).collect();
    let even = runs.iter().filter(|run| run.len() % 2 == 0).count();
    let pairs = || runs.iter().flat_map(|run| run.chunks(2));
    let common = pairs().filter(|pair| pair.first().is_some_and(|lead| (0xB0..=0xD7).contains(lead))).count();
    !runs.is_empty() && even * 10 >= runs.len() * 9 && common * 2 > pairs().count()
}

/// A byte that stands in no text.
pub(super) fn zero_byte(row: usize) -> Error {
    Error::new(ErrorCode::Format, "the file is no text")
        .row(row)
        .found("a zero byte")
        .hint("the file is damaged or in another format; write it again as CSV in UTF-8")
}

/// The first line that is no UTF-8 and the first that is UTF-8 beyond ASCII, if both are there; and whether the UTF-8 is
/// certain: two bytes of GB 18030 can be UTF-8 by chance, but then they are hardly the letters of western languages, and
/// never a character of three bytes or more.
fn mixed(bytes: &[u8]) -> Option<(usize, usize, bool)> {
    let lines = || bytes.split(|byte| *byte == b'\n').zip(1_usize..).filter(|(line, _)| !line.is_ascii());
    let utf8 = |line: &[u8]| std::str::from_utf8(line).is_ok();
    let wrong = lines().find(|(line, _)| !utf8(line))?.1;
    let right = lines().find(|(line, _)| utf8(line))?.1;
    let characters = || {
        let texts = lines().filter_map(|(line, _)| std::str::from_utf8(line).ok());
        texts.flat_map(|text| text.chars().filter(|character| !character.is_ascii()))
    };
    let western = characters().filter(|character| *character < '\u{100}').count() * 5 > characters().count() * 4;
    Some((wrong, right, western || characters().any(|character| character > '\u{7FF}')))
}

/// The delimiter with which most lines have the same number of cells, more than one: tab, semicolon, bar or comma.
/// A file of one column has none, and a comma does no harm there.
pub(super) fn delimiter(text: &str) -> u8 {
    let sample: String = text.lines().take(500).flat_map(|line| [line, "\n"]).collect();
    let score = |delimiter: u8| {
        let widths: Vec<usize> = reader(&sample, delimiter).records().flatten().map(|record| record.len()).collect();
        let header = widths.first().copied().unwrap_or(0);
        let agreeing = widths.iter().filter(|width| **width == header).count();
        if header < 2 { (0, 0) } else { (agreeing * 1000 / widths.len(), header) }
    };
    // A tab never stands inside a cell; a semicolon or a bar hardly; a comma often.
    let scores = [b'\t', b';', b'|', b','].map(|delimiter| (delimiter, score(delimiter)));
    let convincing = scores.iter().find(|(_, (agreement, _))| *agreement >= 950);
    convincing.or_else(|| scores.iter().rev().max_by_key(|(_, score)| *score)).map_or(b',', |(delimiter, _)| *delimiter)
}

/// Whether numbers have a decimal comma: some cell is `12,5` and none is `12.5`, counted over the first rows. Three digits
/// behind one mark could also be thousands: such cells count where no others do and only one of the marks occurs, and with
/// a comma between cells never.
pub(super) fn decimal_comma(text: &str, delimiter: u8) -> bool {
    let (mut comma, mut point, mut commas, mut points) = (false, false, false, false);
    for record in reader(text, delimiter).records().skip(1).take(2_000).flatten() {
        for cell in record.iter() {
            let cell = cell.trim().trim_start_matches(['-', '+', '−']);
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let split = |mark| cell.split_once(mark).filter(|(whole, part)| digits(whole) && digits(part));
            let thousands =
                |(whole, part): (&str, &str)| part.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            match (split('.').map(thousands), split(',').map(thousands)) {
                (Some(true), _) => points = true,
                (Some(false), _) => point = true,
                (_, Some(true)) => commas = true,
                (_, Some(false)) => comma = true,
                (None, None) => {}
            }
        }
    }
    if comma || point { comma && !point } else { commas && !points && delimiter != b',' }
}

/// A reader of records; what is ragged is for the caller to see.
pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let name = |bytes: &[u8]| encoding(bytes, None).map(Encoding::name);
        assert_eq!(name("id,größe\n1,2\n".as_bytes()), Ok("UTF-8"));
        assert_eq!(name(b"id,gr\xF6\xDFe\n1,2\n"), Ok("windows-1252"));
        let (chinese, ..) = GB18030.encode("编号,性别\n1,男\n2,女\n");
        assert_eq!(name(&chinese), Ok("gb18030"));
        let utf16: Vec<u8> = "id,age\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(name(&utf16), Ok("UTF-16LE"));
        let mixed = [b"id,name\n1,M\xFCller\n".as_slice(), "2,Müller\n".as_bytes()].concat();
        assert_eq!(encoding(&mixed, None).map_err(|error| error.place.row), Err(Some(2)));
        let mixed = ["1,Müller\n".repeat(50).as_bytes(), b"51,M\xFCller\n"].concat();
        assert_eq!(encoding(&mixed, None).map_err(|error| error.place.row), Err(Some(51)));
        let (chinese, ..) = GB18030.encode("编号,性别\n1,女\n2,女\n3,女\n");
        assert_eq!(name(&chinese), Ok("gb18030"));
        assert_eq!(encoding(b"a,b\n1,2\n1\0,3\n", None).map_err(|error| error.place.row), Err(Some(3)));
        assert!(encoding(b"PAR1....", None).is_err());
    }

    #[test]
    fn delimiters_and_decimal_marks_are_told_apart() {
        assert_eq!(delimiter("id;age;note\n1;50,5;a, b\n2;61,0;c, d, e\n"), b';');
        assert_eq!(delimiter("id\tage\n1\t50,5\n"), b'\t');
        assert_eq!(delimiter("id,note\n1,\"a; b; c\"\n2,d\n"), b',');
        assert!(decimal_comma("id;age\n1;50,5\n", b';'));
        assert!(!decimal_comma("id;age;x\n1;50,5;0.5\n", b';'));
        assert!(!decimal_comma("id,age\n1,\"1,234\"\n", b','));
        assert!(decimal_comma("id,age\n1,\"1,5\"\n", b','));
        assert!(decimal_comma("id;kg;crp\n1;1.200;1,5\n", b';'));
        assert!(!decimal_comma("id;kg;crp\n1;1,200;1.5\n", b';'));
        assert!(!decimal_comma("id;kg;crp\n1;1,200;1.500\n", b';'));
        assert!(decimal_comma("id;kg;crp\n1;1,200;1\n", b';'));
    }
}
