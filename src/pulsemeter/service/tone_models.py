"""Model sentences between which the tone of a comment is read: of praise, and of complaint.

Each praise has its complaint in the same words and language, so that what lies between them is
the tone and not the subject.
"""

_PAIRS = (
    ("I liked that very much.", "I did not like that at all."),
    ("That was convincing and honest.", "That was not convincing, and not honest."),
    ("A good answer. I agree.", "A bad answer. I disagree."),
    ("Finally somebody says it!", "The same empty talk again!"),
    ("This gives me hope.", "This worries me."),
    ("Das hat mir sehr gefallen.", "Das hat mir gar nicht gefallen."),
    ("Glaubwürdig und klar.", "Unglaubwürdig und leer."),
    ("Endlich sagt es jemand!", "Immer dieselben leeren Worte!"),
    ("J’ai beaucoup aimé, c’est juste.", "Je n’ai pas aimé, c’est faux."),
    ("Me ha gustado mucho, tiene razón.", "No me ha gustado nada, no tiene razón."),
    ("Gostei muito, foi sincero.", "Não gostei nada, foi falso."),
    ("Bardzo mi się podobało, to prawda.", "Wcale mi się nie podobało, to kłamstwo."),
    ("Мне очень понравилось, это правда.", "Мне совсем не понравилось, это ложь."),
    ("Мені дуже сподобалося, це правда.", "Мені зовсім не сподобалося, це брехня."),
    ("أعجبني كثيرا، كلام صادق.", "لم يعجبني أبدا، كلام فارغ."),
    ("מאוד אהבתי, זה נכון.", "בכלל לא אהבתי, זה שקר."),
)
PLEASED = tuple(pleased for pleased, _ in _PAIRS)
DISPLEASED = tuple(displeased for _, displeased in _PAIRS)
