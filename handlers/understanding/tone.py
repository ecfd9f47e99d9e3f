"""How a text sounds: like somebody in distress or somebody at ease. It tells a little more or less of a danger (record 0051)."""

import re

# Nats, chosen on lines of the corpus that the model was not taught.
_IN_VAIN, _ALONE, _AFRAID = 1.4, 1.5, 0.8
_AT_EASE, _ASKING = -2.0, -0.8
# Tried in vain: 拔不出来, 够不着, 叫不应, 下不去.
_TRIED = re.compile(
    r"[叫喊推摇拉拽拔够拧关打爬站坐起出下上动掰止堵劝拦挪喘睁][^,。 ]?不[出下上来起住开动着应醒去](?!脚)"
)
_BY_ONESELF = re.compile(r"就我[自一]|我一个人在|我离得远|[我人]在外地|没大人|没人敢")
_FEARS = re.compile(r"不敢|吓[得傻坏哭]")
_EASY = re.compile(
    r"哈|嘿嘿|嘻|好[吃看玩听喝用]|舒[服坦]|真[美香甜]|开心|周末|过瘾|记得|母子平安|神气|可爱|好着呢|便宜|打折|追剧|演的|好笑"
)
_ASKS = re.compile(r"[吗么呢]\W*$|\?\W*$|要不要|能不能|多少|请问|哪[儿里]有|哪买")


def tone_of(plain: str) -> float:
    """Nats that the tone adds to a danger that is felt; less than none for who is at ease."""
    nats = _IN_VAIN if _TRIED.search(plain) else 0.0
    nats += _ALONE if _BY_ONESELF.search(plain) else 0.0
    nats += _AFRAID if _FEARS.search(plain) else 0.0
    nats += _AT_EASE if _EASY.search(plain) else 0.0
    return nats + (_ASKING if _ASKS.search(plain) else 0.0)
