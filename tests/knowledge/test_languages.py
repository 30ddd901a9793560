"""Messages in other languages are known as such, and English is never taken for one of them."""

import pytest

from bot.channels.gate import Gate
from knowledge.check import check
from knowledge.languages import Finder

OTHER = {
    "pl": """
        Mój mąż mnie bije i boję się o dzieci
        Potrzebuję pomocy, proszę
        pomocy
        Czy możecie mi pomóc?
        moj maz mnie bije i nie wiem co robic
        On grozi, że mnie zabije
        Gdzie mogę uciec z dzieckiem?
        Jestem w ciąży i boję się partnera
        nie mowie po angielsku
        Dzień dobry, jak mogę zgłosić przemoc domową
        Moja córka jest w szkole i wszystko słyszała
        Policja była wczoraj w domu, kto mi teraz pomoże
        Mam na imię Katarzyna i mój partner bardzo krzyczy na dzieci
        ratunku, on ma nóż
        Sąsiadka mówi, że jej mąż bije dziecko
        prosze o pomoc dla mojej siostry
        Co się dzieje z dzieckiem po rozmowie z policją?
    """,
    "ro": """
        Soțul meu mă bate și mi-e frică pentru copii
        Am nevoie de ajutor
        ajutor
        Sotul meu ma bate si nu stiu ce sa fac
        Unde pot să plec cu copilul?
        Bună ziua, nu vorbesc engleză
        El a spus că mă omoară
        Poliția a fost la noi acasă aseară
        Sunt însărcinată și mi-e frică de partenerul meu
        Fiica mea este la școală și a auzit tot
        vă rog ajutați-mă
        cine poate sa ma ajute acum
        Vecina spune că soțul ei bate copilul
        Are un cuțit, vă rog
        Cum pot proteja copiii mei?
        Nu vreau să știe nimeni despre asta
        copilul nostru plânge foarte mult și tatăl lui țipă
    """,
    "ur": """
        میرا شوہر مجھے مارتا ہے
        مجھے مدد چاہیے
        مدد کریں
        میں اپنے بچوں کے لیے ڈرتی ہوں
        میں انگریزی نہیں بولتی
        وہ کہتا ہے کہ وہ مجھے مار ڈالے گا
        پولیس کل ہمارے گھر آئی تھی
        میں حاملہ ہوں اور ڈر لگتا ہے
        میری بیٹی سکول میں ہے اور اس نے سب سنا
        میں بچے کے ساتھ کہاں جا سکتی ہوں؟
        کیا آپ میری مدد کر سکتے ہیں
        اس کے پاس چاقو ہے
        ہمسائی کہتی ہے کہ اس کا شوہر بچے کو مارتا ہے
        مجھے نہیں معلوم کیا کروں
        براہ کرم کسی کو نہ بتائیں
        میرے شوہر نے میرا پاسپورٹ لے لیا ہے
    """,
    "ar": """
        زوجي يضربني وأنا خائفة على أطفالي
        أحتاج إلى مساعدة
        ساعدوني من فضلكم
        أنا لا أتكلم الإنجليزية
        إلى أين أذهب مع طفلي؟
        قال إنه سيقتلني
        جاءت الشرطة إلى بيتنا أمس
        أنا حامل وأخاف من زوجي
        ابنتي في المدرسة وسمعت كل شيء
        هل يمكنكم مساعدتي
        معه سكين الآن
        جارتي تقول إن زوجها يضرب الطفل
        لا أعرف ماذا أفعل
        أرجو ألا تخبروا أحدا
        لقد أخذ جواز سفري
        من يستطيع أن يحمي أطفالي؟
    """,
    "pa": """
        ਮੇਰਾ ਪਤੀ ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ
        ਮੈਨੂੰ ਮਦਦ ਚਾਹੀਦੀ ਹੈ
        ਮਦਦ ਕਰੋ
        ਮੈਂ ਅੰਗਰੇਜ਼ੀ ਨਹੀਂ ਬੋਲਦੀ
        ਮੈਨੂੰ ਬੱਚਿਆਂ ਲਈ ਡਰ ਲੱਗਦਾ ਹੈ
        ਉਹ ਕਹਿੰਦਾ ਹੈ ਕਿ ਉਹ ਮੈਨੂੰ ਮਾਰ ਦੇਵੇਗਾ
        ਪੁਲਿਸ ਕੱਲ੍ਹ ਸਾਡੇ ਘਰ ਆਈ ਸੀ
        ਮੈਂ ਗਰਭਵਤੀ ਹਾਂ
        ਮੇਰੀ ਧੀ ਸਕੂਲ ਵਿੱਚ ਹੈ
        ਮੈਂ ਬੱਚੇ ਨਾਲ ਕਿੱਥੇ ਜਾਵਾਂ?
        ਕੀ ਤੁਸੀਂ ਮੇਰੀ ਮਦਦ ਕਰ ਸਕਦੇ ਹੋ
        ਉਸ ਕੋਲ ਚਾਕੂ ਹੈ
        ਮੈਨੂੰ ਨਹੀਂ ਪਤਾ ਕੀ ਕਰਾਂ
        ਕਿਰਪਾ ਕਰਕੇ ਕਿਸੇ ਨੂੰ ਨਾ ਦੱਸੋ
        ਗੁਆਂਢਣ ਦਾ ਪਤੀ ਬੱਚੇ ਨੂੰ ਮਾਰਦਾ ਹੈ
    """,
}

ENGLISH = """
    Mum's name is Małgorzata Wąsikiewicz and she lives in Ripley
    Małgorzata Wąsikiewicz
    Ștefan Popescu, 4 years old
    Ion Țiriac and Ana Blandiana
    محمد is the child's name, he is 4 and lives in Derby
    Child's name: ਹਰਪ੍ਰੀਤ, aged 6, Erewash
    she only speaks Polish, can a friend interpret
    Mum says "pomocy" whenever he comes home
    the gran kept saying nie nie nie and hid the child
    dad shouts kurwa at the children
    she is from Romania and says ajutor when he is there
    family are Roma from Slovakia, two kids at St Josephs
    he calls it izzat and says she brought shame
    she said inshallah it will stop, is that a worry
    What about honour based abuse in the Urdu speaking community?
    Is there a leaflet in Polish, Urdu, Punjabi or Arabic?
    Mum is called Nicoleta Dănuț and dad is Gheorghe Păun
    Zażółć gęślą is what the sticker said, no idea
    Jan, Ola i Kasia are the siblings
    syn means son I think, mum wrote it on the form
    the school in Krakow sent a letter that says przemoc
    wat do i do wiv a dv notif for a 8mnth old
    teh chld is scard of his dad nd wnt go hom
    pls hlp i dnt no wat 2 do
    asap need 2 no who 2 ring abt marac
    Encompass notif came in abt Tomasz, yr 4
    Kuba is 6 and wets himself at school
    Dom is 15 and controlling his girlfriend
    Mia, 3, lives with gran in Belper
    Tata is what she calls her grandad
    mama
    mum
    no
    ok
    si
    da
    not sure tbh
    2 year old, amber valley, medium
    DASH 15 ticks what next
    IDVA?
    HP
    Ilkeston
    Swad
    Clay Cross
    NSPCC
    OE
    CSC contact pls
    Sian Siân Llŷr and Zoë are the kids, who do I tell
    José and Renée share care of Chloë
    a café worker told us that the girl has bruises
    the naïve question: is it abuse if he never hits her
    Le petit café is where she works, can I meet her there
    Que sera sera she says, but he hits her
    He wrote "te iubesc" on her car 40 times, is that stalking
    Bo, Co and Tam are three, five and seven
    Ale was thrown at mum, police came
    pan was thrown at mum, kids upstairs
    Care plan for the area, can social care help?
    Are we the ones to refer? Am I right that it is medium?
    he can be a problem in the house, mare of a dad
    familia wellbeing service said to call you
    What does Cum Laude Academy do with an Encompass call
    I work at Casa Mia nursery in Derby, who is our contact
    cos she is scared, cos he said so
    tot of whisky every night then he kicks off
    Polish mum, Romanian dad, Punjabi gran, Arabic at home
""".strip().splitlines()


def of(language):
    return [line.strip() for line in OTHER[language].strip().splitlines()]


@pytest.fixture(scope="module")
def finder(pack):
    return Finder(pack.languages)


@pytest.mark.parametrize("language", OTHER)
def test_each_language_is_found(finder, language):
    assert len(of(language)) >= 15
    found = {text: finder.find(text) for text in of(language)}
    wrong = {text: one and one.id for text, one in found.items() if one is None or one.id != language}
    assert not wrong


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_never_taken_for_another(finder, text):
    assert finder.find(text) is None and not finder.unreadable(text)


def test_there_are_enough_english_messages():
    assert len(set(ENGLISH)) >= 60


@pytest.mark.parametrize("text", ["", "  ", "12345", "?!", "🙂🙂", "\u200b", "07700 900123"])
def test_without_letters_there_is_no_language(finder, text):
    assert finder.find(text) is None and not finder.unreadable(text)


@pytest.mark.parametrize("text", ["Мой муж меня бьёт", "帮助我", "ช่วยด้วย", "সাহায্য করুন"])
def test_a_script_without_a_translation_gets_the_english_sentence(pack, text):
    answer = gate(pack).admit(text).answer
    assert answer.startswith("If anyone is in danger now, call 999.") and "interpreter" in answer


def gate(pack):
    made = object.__new__(Gate)  # without the names' model, which plays no part here
    made._known, made._pack, made._finder = frozenset(), pack, Finder(pack.languages)
    return made


@pytest.mark.parametrize("language", OTHER)
def test_the_answer_begins_with_999_and_is_marked(pack, language):
    admitted = gate(pack).admit(of(language)[0])
    assert admitted.text == "" and admitted.metadata == {}
    assert "999" in admitted.answer[:130]
    assert "interpreter" in admitted.answer and "child" in admitted.answer and "Handbook 1.4" in admitted.answer
    assert "awaits a translator's approval" in admitted.answer
    assert len(admitted.answer) < 1_200


def test_pack_check_lists_them_as_awaiting_approval(pack):
    waiting = [str(p) for p in check(pack.folder) if p.file == "languages.yml"]
    assert len(waiting) == len(OTHER)
    assert all(p.waits for p in check(pack.folder) if p.file == "languages.yml")
    for one in pack.languages.languages:
        assert any(one.name in line and "translator" in line for line in waiting)
