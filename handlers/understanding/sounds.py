"""Letters that sound alike, and the long words people mistype with them: 下谁道 is 下水道."""

from collections.abc import Iterator
from itertools import combinations, product

_ALIKE = """
下夏吓瞎 水谁睡税说 道到倒导 红洪虹宏 绿录律率 灯等登蹬 消销肖小 防房仿妨放 通同痛桶 电店垫点典 桩庄装撞 粪份奋 池迟持吃
化话划花 垃拉啦 圾级吉极机 桶通同筒 变便边 压鸭丫 器气汽弃 盖该改概钙 栓拴 燃然 梯替踢题提 路录露鹿陆 健建件见 身深
材才财裁 污乌屋巫 积机级 漏楼陋搂 堵赌睹 噪燥造躁 声身升生 扰饶绕 民名明 物勿务 业叶页夜 费废肥 斑班般 马吗码 线现
减剪简 速素诉 烧少捎 秸结街 秆杆干 树数术 带代待戴 护户互 栏拦兰 暖软 供共公 热日 变边 卫位为 生声 室市是 监间 控空 塌踏 墙强抢 皮批
亮量两 坏怀 修休秀 不部布步 见件 返反范犯 元园原圆员 单但
"""
_WORDS = """
下水道 红绿灯 消防通道 消防栓 消火栓 健身器材 化粪池 充电桩 变压器 自来水 垃圾桶 垃圾车 垃圾池 垃圾堆 天然气 热水器 楼道灯 斑马线 减速带
路灯杆 物业费 电动车 电线杆 下水管 污水井 防护栏 暖气片 暖气管 供暖费 烧垃圾 烧秸秆 烧树叶 卫生室 消防车 外墙皮 停车位 楼梯间 电梯门 井盖子
灯不亮 灯又不亮 不亮了 门坏了 管坏了 下水道堵 道堵了 厕所堵 马桶堵 没人修 看不见 看不清 返上来 返到家 返到我 粪水流 粪水往 粪水都 污水流 污水往
单元门 单元楼 一单元 二单元 三单元 四单元 玉米秆
"""
_MOST = 2  # letters of one word that are mistyped at once
_SHORTEST = 3  # a shorter word sounds like too many others


def slips_by_sound() -> Iterator[tuple[str, str]]:
    """Every mistyped form of the long words with the word itself: (wrong, right)."""
    alike = _alike()
    for word in _WORDS.split():
        places = [at for at, letter in enumerate(word) if letter in alike]
        most = min(_MOST, len(word) - _SHORTEST + 1)
        for count in range(1, most + 1):
            for chosen in combinations(places, count):
                for letters in product(*(alike[word[at]] for at in chosen)):
                    yield _with(word, chosen, letters), word


def _alike() -> dict[str, str]:
    """For each letter the letters that are typed for it."""
    groups: dict[str, str] = {}
    for group in _ALIKE.split():
        groups[group[0]] = groups.get(group[0], "") + group[1:]
    return groups


def _with(word: str, places: tuple[int, ...], letters: tuple[str, ...]) -> str:
    typed = list(word)
    for at, letter in zip(places, letters, strict=True):
        typed[at] = letter
    return "".join(typed)
