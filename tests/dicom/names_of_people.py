"""Names as people have them, for tests of character sets."""

from __future__ import annotations


def _names(text: str) -> list[str]:
    return text.split()


# surnames in use, each with a given name; the last ones need more than GB2312
CHINESE = _names(
    """
    王^伟 李^娜 张^敏 刘^洋 陈^静 杨^丽 黄^强 赵^磊 吴^军 周^杰 徐^艳 孙^勇 马^超 朱^秀英 胡^明 郭^建华
    何^平 高^峰 林^志强 罗^玉兰 郑^晓东 梁^海波 谢^婷 宋^雪梅 唐^国强 许^文 韩^梅 冯^小刚 邓^丽君
    曹^雪芹 彭^德怀 曾^志伟 萧^红 田^亮 董^卿 袁^隆平 潘^石 于^谦 蒋^雯 蔡^明 余^华 杜^甫 叶^问 程^前
    苏^轼 魏^征 吕^布 丁^磊 任^正非 沈^从文 姚^明 卢^俊义 姜^文 崔^健 钟^南山 谭^嗣同 陆^游 汪^涵
    范^仲淹 金^城武 石^磊 廖^凡 贾^宝玉 夏^雨 韦^唯 付^强 方^舟子 白^居易 邹^忌 孟^非 熊^大 秦^岚
    邱^少云 江^疏影 尹^正 薛^之谦 闫^妮 段^奕宏 雷^军 侯^亮平 龙^飞 史^玉柱 陶^渊明 黎^明 贺^龙 顾^城
    毛^不易 郝^蕾 龚^琳娜 邵^逸夫 万^茜 钱^学森 严^复 覃^海洋 武^松 戴^娇倩 莫^言 欧阳^娜娜 买买提^艾山
    古丽·扎尔 王^喆 朱^镕基 陶^喆 李^堃 张^玥 司马^相如 諸葛^亮
    """
)
KOREAN = _names(
    """
    김^민준 이^서연 박^지훈 최^수빈 정^현우 강^지우 조^은영 윤^상철 장^미란 임^영웅 오^세훈 한^가인
    서^태지 신^해철
    """
)
JAPANESE = _names(
    """
    佐藤^太郎 鈴木^花子 高橋^健一 田中^美咲 渡辺^翔 伊藤^さくら 山本^ケンジ 中村^愛 やまだ^たろう
    """
)
LATIN_1 = _names(
    """
    Müller^Jörg Øvergård^Åse François^Zoé Nuñez^José Ångström^Anders Gößling^Käthe Sjöström^Björn
    Böhm^Günther Håkansson^Märta Björnsdóttir^Þóra Guðmundsson^Ægir García^Mª MÜLLER^JÜRGEN ÅBERG^ÖRJAN
    Ö^Anna D´Angelo^Nicolò Lefèvre^Anaïs Peña^Íñigo Gonçalves^João Brøndsted^Søren Aaltonen^Päivi
    Hämäläinen^Väinö Ibáñez^Núria Coll·lell^Àlex Öhman^Åke Kjær^Bjørn Élysée^Éloïse Ñíguez^Saúl
    Groß^Weiß Größe^Füßl Lööf^Åsa Saarepää^Ülle Jääskeläinen^Yrjö
    """
)
LATIN_2 = _names(
    """
    Dvořák^Antonín Łukasiewicz^Jan Wałęsa^Lech Čapek^Božena Őrsi^Győző Žižka^Jiří Šťastný^Řehoř
    Kovačević^Đorđe Ţiriac^Ion
    """
)
TURKISH = _names(
    """
    Öğüt^Şükrü Çağlar^İpek Güçlü^Özgür Yıldız^Ayşe Ağaoğlu^Gülşen Işık^Öğün
    """
)
GREEK = _names(
    """
    Παπαδόπουλος^Γιώργος Οικονόμου^Ελένη
    """
)
CYRILLIC = _names(
    """
    Иванов^Пётр Чайковский^Юлия Щербаков^Эдуард
    """
)
