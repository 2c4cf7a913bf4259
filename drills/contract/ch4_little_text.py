"""Chapter 4: little text. What the adapter sends, and what readers then see."""

from __future__ import annotations

from collections.abc import Callable

from drills.contract.play import Case, Play, done, key, same
from influence.networks.linkedin import little
from influence.networks.ports import Content

Check = Callable[[Play], None]
CLAIRE = "urn:li:person:Ab12Cd34Ef"
PLAIN = {
    "V01": ("(a)", r"\(a\)"),
    "V02": ("pre_commands", r"pre\_commands"),
    "V03": ("#AI #Agents", r"\#AI \#Agents"),
    "V04": ("{{x}}", r"\{\{x\}\}"),
    "V05": ("a*b~c<d>e|f@g[h]i", r"a\*b\~c\<d\>e\|f\@g\[h\]i"),
    "V06": ("a\\b", r"a\\b"),
    "V07": ("Hola mundo, ¿qué tal?", "Hola mundo, ¿qué tal?"),
    "V08": ("Va al repo (contexto durable y portable):\n- item", "Va al repo \\(contexto durable y portable\\):\n- item"),
    "V10": ("Résultats 2026 : +12 % (à périmètre constant)", r"Résultats 2026 : +12 % \(à périmètre constant\)"),
    "V11": ("* Point 1\n* Point 2", "\\* Point 1\n\\* Point 2"),
    "V12": ("contact@exemple.fr", r"contact\@exemple.fr"),
    "V13": ("Merci @Jean Dupont !", r"Merci \@Jean Dupont !"),
    "V14": ("https://fr.wikipedia.org/wiki/Comit%C3%A9_(direction)", r"https://fr.wikipedia.org/wiki/Comit%C3%A9\_\(direction\)"),
    "V15": ("https://ex.fr/?utm_source=linkedin&utm_medium=social#top", r"https://ex.fr/?utm\_source=linkedin&utm\_medium=social\#top"),
    "V16": (r"C:\docs\plan", r"C:\\docs\\plan"),
    "V17": ("~20 M€ de CA <brut>", r"\~20 M€ de CA \<brut\>"),
    "V18": ("[Replay] Webinaire | 12/11", r"\[Replay\] Webinaire \| 12/11"),
    "V19": (r"\(déjà échappé\)", r"\\\(déjà échappé\\\)"),
    "V20": ("C# et F#", r"C\# et F\#"),
    "V21": ("(EPRI, 2024)", r"\(EPRI, 2024\)"),
    "V22": ("😀 Équipe ❤️", "😀 Équipe ❤️"),
    "V23": ("Prix = 10*2 _ou_ **30**", r"Prix = 10\*2 \_ou\_ \*\*30\*\*"),
    "V24": ("{{ prenom }} non remplacé", r"\{\{ prenom \}\} non remplacé"),
    "V25": ("« guillemets » – “x” … & % $ + = / ; : , . ? !", "« guillemets » – “x” … & % $ + = / ; : , . ? !"),
    "V26": ("Ligne 1\n\nLigne 3", "Ligne 1\n\nLigne 3"),
    "V27": ("#directionGénérale", r"\#directionGénérale"),
    "V28": ("＃pleine chasse", "＃pleine chasse"),
}  # fmt: skip
# commentary: what readers see, and what is an element in it
ELEMENTS = {
    "E01": ("Hello @[Acme Corp](urn:li:organization:1234)", [("text", "Hello "), ("mention", "Acme Corp")]),
    "E02": ("@[Eddy](urn:li:person:12345)", [("mention", "Eddy")]),
    "E03": ("@[Devtestco](urn:li:organization:2414183)", [("mention", "Devtestco")]),
    "E04": ("#coding", [("hashtag", "#coding")]),
    "E05": ("{hashtag|\\#|mytag}", [("hashtag", "#mytag")]),
    "E06": ("{hashtag|#|Technology}", [("hashtag", "#Technology")]),
    "E07": ("\\* Point 1", [("text", "* Point 1")]),
    "E08": ("@[Acme \\(France\\)](urn:li:organization:77)", [("mention", "Acme (France)")]),
    "E09": ("{hashtag|\\#|Transformation\\_Numérique}", [("hashtag", "#Transformation_Numérique")]),
    "E10": (
        "Cap sur l'{hashtag|\\#|IA} \\(fin\\)",
        [("text", "Cap sur l'"), ("hashtag", "#IA"), ("text", " (fin)")],
    ),
    "E11": ("@(urn:li:organization:1234)", [("mention", "Acme Corp")]),
}
CUT = {
    "X01": ("Va al repo (contexto...", "Va al repo "),
    "X02": ("Bilan {en cours", "Bilan "),
    "X03": ("a [b", "a "),
}


def escaped(plain: str, commentary: str) -> Check:
    def check(play: Play) -> None:
        same(little.escape(plain), commentary, "as sent")
        play.need_control()
        play.publish(commentary)
        same([(post["text"], post["is_truncated"]) for post in play.shown()], [(plain, False)], "as read")

    return check


def nothing(play: Play) -> None:
    same((little.escape(""), little.commentary("")), ("", ""))


def element(commentary: str, parts: list[tuple[str, str]]) -> Check:
    def check(play: Play) -> None:
        people(play)
        urn = play.publish(commentary)
        (post,) = play.shown()
        same([(one["kind"], one["text"]) for one in post["segments"]], parts, "as read")
        back = done(play.get(f"/rest/posts/{key(urn)}"))["commentary"]
        same(little.plain(back), "".join(text for _, text in parts), "read back by the adapter")

    return check


def people(play: Play) -> None:
    for number, name in (("1234", "Acme Corp"), ("2414183", "Devtestco"), ("77", "Acme (France)")):
        play.control("organizations", id=number, name=name)
    play.control("members", id="12345", name="Eddy")


def cut(commentary: str, left: str) -> Check:
    def check(play: Play) -> None:
        play.need_control()
        done(play.create(commentary), 201)
        same([(post["text"], post["is_truncated"]) for post in play.shown()], [(left, True)])

    return check


def never_cut(play: Play) -> None:
    """Every reserved character, alone and among others, as the adapter sends it."""
    play.need_control()
    network, who = play.adapter(), play.credentials()
    texts = [f"avant {character} après" for character in sorted(little.RESERVED)]
    texts.append("".join(sorted(little.RESERVED)) * 20)
    for text in texts:
        network.publish(Content(play.me(), text), credentials=who)
    same([(post["text"], post["is_truncated"]) for post in play.shown()], [(text, False) for text in texts])


def said(raw: str, kinds: list[str]) -> Check:
    """As the product's authors write it."""

    def check(play: Play) -> None:
        people(play)
        play.adapter().publish(Content(play.me(), raw), credentials=play.credentials())
        (post,) = play.shown()
        same([one["kind"] for one in post["segments"]], kinds)

    return check


def a_wrong_name(play: Play) -> None:
    play.need_control()
    play.publish(f"@[claire martin]({CLAIRE})")
    (post,) = play.shown()
    same((post["text"], [one["kind"] for one in post["segments"]]), ("claire martin", ["text"]))


CASES = (
    *(Case("4.5", name, repr(plain), escaped(plain, sent)) for name, (plain, sent) in PLAIN.items()),
    Case("4.5", "V09", "nothing stays nothing", nothing),
    *(Case("4.5", name, sent, element(sent, parts)) for name, (sent, parts) in ELEMENTS.items()),
    *(Case("4.5", name, sent, cut(sent, left)) for name, (sent, left) in CUT.items()),
    Case("4.2", "Page mention", "by its exact name", said("Merci @[Acme Corp](urn:li:organization:1234) !", ["text", "mention", "text"])),
    Case("4.2", "Member mention", "by the whole name", said(f"@[Claire Martin]({CLAIRE})", ["mention"])),
    Case("4.2", "Member mention", "by another name it is text", a_wrong_name),
    Case("4.2", "Clickable hashtag (safest)", "as the adapter writes it", said("Cap sur l'#IA (fin)", ["text", "hashtag", "text"])),
    Case("4.2", "Clickable hashtag, short", "is one too", element("#coding", [("hashtag", "#coding")])),
    Case("4.2", "Literal #", "is not one", element("\\#coding", [("text", "#coding")])),
    Case("4.2", "Bullet", "an asterisk", element("\\* Point", [("text", "* Point")])),
    Case("4.2", "Bullet", "a real one", element("• Point", [("text", "• Point")])),
    Case("4.2", "New line", "stays", said("Ligne 1\nLigne 2", ["text"])),
    Case("4.4", "Silent truncation", "nothing that the adapter sends is cut", never_cut),
)  # fmt: skip
