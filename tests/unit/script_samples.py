"""A text in every script that reports and films promise, with letters that join or stack."""

from typing import NamedTuple


class Sample(NamedTuple):
    """A text and how the name of the font begins that draws it."""

    text: str
    font: str


DEJAVU = "DejaVuSans"
SAMPLES = {
    "Latin": Sample("Région Łódź Đà Nẵng", DEJAVU),
    "Greek": Sample("Περιφέρεια Αθηνών", DEJAVU),
    "Cyrillic": Sample("Регіон Київ, Москва", DEJAVU),
    "Arabic": Sample("المنطقة الشمالية", DEJAVU),
    "Persian": Sample("گروه پژوهشی چهار", DEJAVU),
    "Hebrew": Sample("אזור הצפון", DEJAVU),
    "Armenian": Sample("Հյուսիսային շրջան", DEJAVU),
    "Georgian": Sample("ჩრდილოეთი რეგიონი", DEJAVU),
    "Devanagari": Sample("उत्तर क्षेत्र की प्रतिक्रिया", "NotoSansDevanagari"),
    "Bengali": Sample("উত্তরাঞ্চলের প্রতিক্রিয়া", "NotoSansBengali"),
    "Gurmukhi": Sample("ਉੱਤਰੀ ਖੇਤਰ ਪ੍ਰਤੀਕਰਮ", "NotoSansGurmukhi"),
    "Gujarati": Sample("ઉત્તર ક્ષેત્ર પ્રતિક્રિયા", "NotoSansGujarati"),
    "Oriya": Sample("ଉତ୍ତର କ୍ଷେତ୍ର ପ୍ରତିକ୍ରିୟା", "NotoSansOriya"),
    "Tamil": Sample("வடக்குப் பகுதி கொள்கை", "NotoSansTamil"),
    "Telugu": Sample("ఉత్తర ప్రాంతం ప్రతిస్పందన", "NotoSansTelugu"),
    "Kannada": Sample("ಉತ್ತರ ಪ್ರದೇಶ ಪ್ರತಿಕ್ರಿಯೆ", "NotoSansKannada"),
    "Malayalam": Sample("വടക്കൻ മേഖല പ്രതികരണം", "NotoSansMalayalam"),
    "Sinhala": Sample("උතුරු ප්‍රදේශය ප්‍රතිචාර", "NotoSansSinhala"),
    "Thai": Sample("ภาคเหนือ ผู้ใหญ่ที่นี่", "NotoSansThai"),
    "Lao": Sample("ພາກເໜືອ ຜູ້ໃຫຍ່", DEJAVU),
    "Khmer": Sample("តំបន់ខាងជើង ប្រតិកម្ម", "NotoSansKhmer"),
    "Myanmar": Sample("မြောက်ပိုင်းဒေသ တုံ့ပြန်မှု", "NotoSansMyanmar"),
    "Ethiopic": Sample("ሰሜናዊ ክልል", "NotoSansEthiopic"),
    "Chinese": Sample("北部地区的反应", "NotoSansSC"),
    "Japanese": Sample("北部地域の反応", "NotoSansJP"),
    "Korean": Sample("북부 지역의 반응", "NotoSansKR"),
}
