"""The ledger's verdicts: few, exclusive and exhaustive. They say how a statement fares, not how it came about."""

from typing import Literal

Verdict = Literal[
    "reproduced",
    "other_rounding",
    "other_procedure",
    "contradicted",
    "differs",
    "impossible",
    "not_identifiable",
    "unreadable",
    "quoted",
    "stated",
]

NAMES: dict[Verdict, dict[str, str]] = {
    "reproduced": {"en": "reproduced", "tr": "yeniden elde edildi"},
    "other_rounding": {"en": "reproduced under another rounding", "tr": "başka bir yuvarlamayla elde edildi"},
    "other_procedure": {"en": "reproduced only by another procedure", "tr": "yalnızca başka bir yöntemle elde edildi"},
    "contradicted": {"en": "contradicted by another statement", "tr": "başka bir ifadeyle çelişiyor"},
    "differs": {"en": "differs from the data", "tr": "verilerden farklı"},
    "impossible": {"en": "impossible for any data", "tr": "hiçbir veriyle mümkün değil"},
    "not_identifiable": {"en": "not identifiable from what is printed", "tr": "basılanlardan belirlenemiyor"},
    "unreadable": {"en": "unreadable", "tr": "okunamıyor"},
    "quoted": {"en": "quoted from elsewhere", "tr": "başka kaynaktan alıntı"},
    "stated": {"en": "stated fact", "tr": "bildirilen olgu"},
}
"""Code → its name in each language, in the order of the legend."""

MEANINGS: dict[Verdict, dict[str, str]] = {
    "reproduced": {
        "en": "The recomputed value, rounded half up to the printed digits, is what is printed; or the statement is"
        " true.",
        "tr": "Yeniden hesaplanan değer, yarımlar yukarı olmak üzere basılan basamağa yuvarlandığında basılandır; ya da"
        " ifade doğrudur.",
    },
    "other_rounding": {
        "en": "The value is right, but another rule than half up prints it so: half even, half down, truncation, or the"
        " complement to 100 of the other levels.",
        "tr": "Değer doğrudur, ancak yarımların yukarı yuvarlanması dışında bir kuralla böyle basılır: yarımların çift"
        " basamağa veya aşağı yuvarlanması, kesme ya da öteki düzeylerin 100'e tamamlanması.",
    },
    "other_procedure": {
        "en": "The test of the analysis plan does not give what is printed; another test of the declared family does.",
        "tr": "Analiz planının testi basılanı vermez; bildirilen test ailesinden bir başkası verir.",
    },
    "contradicted": {
        "en": "It cannot hold together with what the report prints elsewhere: the counts give another value, no test of"
        " the declared family gives the printed p for them, or the statements leave no room for it.",
        "tr": "Makalede başka yerde basılanlarla birlikte doğru olamaz: sayılar başka bir değer verir, bildirilen"
        " ailedeki hiçbir test bu p değerini vermez ya da diğer ifadeler buna yer bırakmaz.",
    },
    "differs": {
        "en": "The hospital's export gives another value. Not used with a synthetic cohort.",
        "tr": "Hastanenin veri dökümü başka bir değer verir. Sentetik kohortta kullanılmaz.",
    },
    "impossible": {
        "en": "No data of the stated size are printed so by any rule: no count over the denominator, no whole numbers"
        " with this mean or standard deviation.",
        "tr": "Bildirilen büyüklükte hiçbir veri, hiçbir kuralla böyle basılmaz: paydaya göre uygun bir sayı ya da bu"
        " ortalama veya standart sapmaya sahip tam sayılar yoktur.",
    },
    "not_identifiable": {
        "en": "It rests on values that the report does not determine, such as survival times, ages, unreadable cells; a"
        " synthetic cohort can neither confirm nor refute it.",
        "tr": "Makalenin belirlemediği değerlere dayanır: sağkalım süreleri, yaşlar, okunamayan hücreler; sentetik bir"
        " kohort bunu ne doğrulayabilir ne de çürütebilir.",
    },
    "unreadable": {
        "en": "The number cannot be read in the text of the report; the reason says what the rest leaves possible.",
        "tr": "Sayı özgün makalenin metninde okunamıyor; gerekçe, geri kalanın neyi mümkün bıraktığını söyler.",
    },
    "quoted": {
        "en": "A result of another study, given with its source; not recomputed here.",
        "tr": "Kaynağıyla verilen, başka bir çalışmanın sonucu; burada yeniden hesaplanmaz.",
    },
    "stated": {
        "en": "A fact of the design, such as a year or a software version, which no patient data can show.",
        "tr": "Yıl veya yazılım sürümü gibi, hasta verilerinin gösteremeyeceği bir tasarım olgusu.",
    },
}
"""Code → its definition in each language."""
