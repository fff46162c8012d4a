"""Invent the demonstration records and write them to datasets/.

    python tests/demo/records.py            write notices, exposures, rectifications, penalties,
                                            nil returns and inspection returns
    python tests/demo/records.py --check    write nothing; fail if a file would change

Everything is made up: every unit, publisher and authority bears the mark 示例, every road is
fictitious, and every credit code uses the area code 000000, which no registry issues. The records
depend on SEED and the code lists alone, never on the clock, so the files can be reviewed as text
and reproduced byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from chinese_calendar import is_workday
from stdnum.cn import uscc as uscc_rules

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
WRITTEN = (
    "notices", "exposures", "rectifications", "penalties", "nil_returns", "inspections",
    "report_returns",
)  # fmt: skip
SEED = 310118

# Nothing has happened after the last day; outcomes are planned as they read on the reading day.
LAST_DAY = date(2026, 11, 20)
READING_DAY = date(2026, 11, 23)
GB35181_2025_FROM = date(2025, 11, 1)

Row = dict[str, object]


# --- what may be said: places and findings ------------------------------------------------------

PLACES = {
    "V-FACT": ["一层车间", "二层装配区", "喷漆间", "成品堆放区", "配电间", "东侧厂房"],
    "V-WARE": ["1号库", "2号库", "装卸区", "分拣区", "北侧货架区", "充电区"],
    "V-SELF": ["一层门厅", "二层走道", "三层出租间", "楼梯间", "后院", "阁楼"],
    "V-CONS": ["地下一层", "三层作业面", "材料堆场", "钢筋加工棚", "临时配电区", "基坑周边"],
    "V-CDORM": ["1号宿舍楼", "2号宿舍楼", "工人食堂", "活动室", "值班室", "门卫室"],
    "V-CATER": ["厨房", "大堂", "二层包间", "备菜间", "备餐间", "库房"],
    "V-RESID": ["3号楼门厅", "8号楼楼梯间", "11号楼架空层", "地下车库", "6号楼门厅", "活动室"],
    "V-MEDC": ["门诊大厅", "二层病区", "药房", "输液室", "氧气间", "检验科"],
    "V-CARE": ["二层护理区", "三层寝室走道", "食堂", "活动室", "康复室", "西侧楼梯间"],
    "V-MARK": ["一层摊位区", "二层摊位区", "东门", "南侧通道", "仓储区", "装卸口"],
    "V-MALL": ["一层中庭", "二层商铺区", "地下车库", "三层餐饮区", "卸货平台", "北侧楼梯间"],
    "V-HOTEL": ["三层客房走道", "前台后侧", "布草间", "四层楼梯间", "早餐厅", "设备间"],
    "V-ENT": ["2号厅", "前台", "3号房", "设备间", "西侧走道", "大厅"],
    "V-SCH": ["教学楼二层", "食堂", "门卫室", "多功能厅", "午休室", "图书室"],
    "V-STN": ["候车大厅", "检票口", "行包房", "西侧通道", "售票厅", "司机休息室"],
    "V-TOUR": ["接待处", "售票处", "办公用房", "库房", "西侧厢房", "展厅"],
    "V-NINE": ["店堂", "阁楼", "后间", "门口", "仓储间", "操作间"],
    "V-MIX": ["1号楼二层", "3号楼一层", "连廊", "共享办公区", "公共楼梯间", "地下车库"],
    "V-KEY": ["一层大厅", "消防控制室", "档案室", "地下设备层", "五层办公区", "会议中心"],
}

# {place} is a spot on the premises; {n} a small and {m} a larger count; {w} a measured width in
# metres; {floor} a storey. Measured values only: no legal limit is stated that was not sourced.
FINDINGS = {
    "XF60-1": [
        "{place}{n}具灭火器压力不足，指针落在红区",
        "{place}消火栓箱内缺少水带和水枪，共{n}处",
        "{place}{n}盏应急照明灯断电后不亮",
        "{place}疏散指示标志损坏{n}处，箭头方向有误",
        "火灾自动报警主机显示{m}个故障点位，值班人员无法说明原因",
        "{place}自动喷水灭火系统末端试水无压力显示",
        "{place}防火门闭门器脱落，{n}樘常闭式防火门不能自行关闭",
        "{place}未配置灭火器，最近的一具在{n}0米以外",
    ],
    "XF60-2": [
        "{place}{n}个感烟探测器被防尘罩遮盖，无法报警",
        "消防控制柜置于手动状态，喷淋泵不能自动启动",
        "{place}室内消火栓水带被挪作冲洗地面使用",
        "{place}改造时擅自拆除喷头{n}只",
        "消防水泵控制柜电源被切断，现场试泵未启动",
        "{place}防火卷帘下方堆放货物，卷帘被卡在离地{w}米处",
        "{place}{n}具灭火器被集中锁在柜内，无法取用",
    ],
    "XF60-3": [
        "{place}疏散通道堆放杂物，剩余宽度约{w}米",
        "{place}安全出口上锁，现场无人持有钥匙",
        "{place}疏散楼梯间堆放纸箱和旧家具{m}件",
        "{place}安全出口被货架封堵，从内部无法到达",
        "{place}安全出口外侧停放货车，门扇只能开启一半",
        "{place}疏散走道上摆放桌椅{m}张，通行宽度仅{w}米",
        "{place}疏散门安装插销，从内部无法直接推开",
    ],
    "XF60-4": [
        "{place}附近室外消火栓被建筑材料埋压",
        "{place}外侧搭建雨棚，占用两栋建筑之间的防火间距",
        "{place}旁消火栓被广告箱遮挡，箱门无法打开",
        "室外消火栓周围{n}米内堆放木托盘",
        "两栋建筑之间搭建铁皮棚{n}间，用于堆放货物",
        "{place}外消火栓被围栏圈入自用场地，外部无法取水",
    ],
    "XF60-5": [
        "消防车通道上停放小汽车{n}辆，登高操作场地被占",
        "消防车通道入口设置固定石墩{n}个",
        "{place}旁消防车通道堆放建筑垃圾，剩余宽度约{w}米",
        "消防车通道出入口加装限高杆，现场不能移除",
        "沿街摊位占用消防车通道，长约{m}米",
        "消防车通道道闸断电，人工开启用时超过{n}分钟",
        "货车长期停放在消防车通道上卸货，检查时有{n}辆",
    ],
    "XF60-6": [
        "{floor}层外窗安装固定防盗网{n}处，未留逃生口",
        "{floor}层外窗被大幅广告牌遮挡，共{m}扇",
        "{floor}层外窗用木板封死{n}扇",
        "{floor}层外墙灯箱广告覆盖全部可开启外窗",
        "{floor}层阳台加装金属栅栏，无法从内部开启",
        "{floor}层窗外堆叠空调外机支架，{n}扇窗无法推开",
    ],
    "XF60-7": [
        "上次检查通知整改的{n}处问题，到期仍未采取措施",
        "收到整改通知后{m}天，{place}杂物仍未清理",
        "通知要求修复的报警主机，复核时仍处于停机状态",
        "{place}应急照明故障经通知后没有维修，也未申请延期",
        "经通知后只清理了{place}，其余{n}处通道照旧占用",
        "已两次书面通知更换灭火器，检查时{n}具仍为失效器材",
    ],
    "XF58-1": [
        "{place}正在改造，未办理消防设计审查手续",
        "{floor}层装修面积约{m}0平方米，未经消防设计审查即开工",
        "擅自改变{place}用途并施工，未取得消防设计审查意见",
        "新增夹层约{m}0平方米，未报消防设计审查",
        "消防设计审查不合格，{place}仍在施工",
        "扩建部分已完成主体结构，未见消防设计审查文件",
    ],
    "XF58-2": [
        "{place}未经消防验收即投入使用",
        "{floor}层改造完工后未办理消防验收，已使用约{n}个月",
        "消防验收不合格，问题未改即启用{place}",
        "新建辅房约{m}0平方米，未经消防验收即用于生产经营",
        "{place}变更用途后未重新办理消防验收",
        "整栋建筑已投入使用，现场不能提供消防验收文件",
    ],
    "XF58-4": [
        "未取得公众聚集场所投入使用、营业前消防安全许可，已营业约{n}个月",
        "承诺书写明两个安全出口，现场{place}的出口已被封闭",
        "营业面积比承诺内容多出约{m}平方米",
        "许可范围为一层，实际{floor}层也对外营业",
        "重新装修后未再申请消防安全许可即恢复营业",
        "承诺的自动消防设施没有投入运行，{place}仍对外营业",
    ],
    "XF65-2": [
        "{place}使用无认证标志的灭火器{n}具",
        "{place}防火门未见身份标识，共{n}樘",
        "{place}应急照明灯具为已淘汰型号，共{m}盏",
        "抽查{n}具灭火器，筒体无生产厂名和编号",
        "{place}水带接口材质不合格，试压时脱落",
        "{place}使用假冒标志的感烟探测器{n}只",
    ],
    "XF19": [
        "{place}存放稀释剂{m}桶，楼上设有{n}间员工宿舍",
        "{place}储存酒精{m}千克，夹层有人住宿",
        "{place}与住宿部分之间未作防火分隔，住宿{n}人",
        "同一建筑内既有油漆堆放，又有{n}张床铺",
        "夜间检查发现{place}内留宿{n}人，楼下堆放易燃溶剂",
        "楼上设有居室，{place}存放油漆{m}桶",
    ],
    "X-EB": [
        "{place}停放电动自行车{m}辆，其中{n}辆正在充电",
        "从{floor}层窗口拉接电线，为楼下电动自行车充电",
        "{place}有{n}组电动自行车电池取下后在室内充电",
        "集中充电点未与建筑分隔，停放车辆{m}辆",
        "{place}插线板串接，同时为{n}辆电动自行车充电",
        "电动自行车堵在单元门内侧，共{n}辆",
        "充电设施无自动断电功能，{place}充电车辆整夜未断电",
    ],
    "X-EL": [
        "{place}电气线路未穿管保护，明敷长度约{m}米",
        "配电箱内{n}处导线接头裸露，箱门缺失",
        "{place}插线板多级串接，带{n}台设备运行",
        "照明线路直接敷设在可燃吊顶内，{place}未见保护管",
        "{place}灯具与堆放的纸箱距离过近",
        "配电箱周围堆放可燃物，清点有纸箱{m}只",
        "空气开关被铜丝短接，{place}线路发热变色",
    ],
    "X-GAS": [
        "{place}存放液化石油气瓶{n}只，未设可燃气体报警装置",
        "{place}气瓶与灶具使用的橡胶软管老化开裂",
        "地下室使用液化石油气瓶{n}只",
        "可燃气体报警器断电，联动切断阀未接通",
        "气瓶间兼作杂物间，{n}只空瓶与满瓶混放",
        "软管穿墙使用，长度约{n}米，未加套管",
        "使用无检验标识的气瓶{n}只",
    ],
    "X-HOT": [
        "{place}正在电焊，现场{n}名作业人员均未持证",
        "{place}动火作业未办理审批，也无人监护",
        "电焊点下方堆放保温材料，未作遮挡和清理",
        "氧气瓶与乙炔瓶并排放置，{place}无防倾倒措施",
        "{place}动火作业未配备灭火器材",
        "动火审批单只填了时间，作业地点和监护岗位空白",
        "营业时间内在{place}切割钢构件，火花四溅",
    ],
    "X-MAT": [
        "{place}用夹芯彩钢板隔成{n}间，芯材为聚苯乙烯",
        "屋顶加建彩钢板房约{m}平方米，芯材可燃",
        "{place}隔墙芯材点燃试验时持续燃烧",
        "冷库保温层为可燃泡沫，外覆彩钢板，面积约{m}0平方米",
        "临时用房{n}间采用可燃夹芯板搭建",
        "{place}吊顶采用夹芯彩钢板，板缝处芯材外露",
    ],
    "X-MGT": [
        "未制定灭火和应急疏散预案，近{n}个月没有演练记录",
        "每日防火巡查记录由一人一次补写，共{m}页",
        "消防控制室只有1人值班，操作证已过期",
        "新进员工{n}人未经消防安全培训即上岗",
        "消防设施维保合同到期{n}个月未续签",
        "现场抽问{n}名员工，均不会使用灭火器",
        "未明确消防安全管理岗位，巡查制度只贴在墙上",
    ],
}


@dataclass(frozen=True)
class MajorRule:
    """A kind of hazard judged major, where it occurs and by which criteria.

    Clauses are those of the 2017 edition. The text of the 2025 edition has not been seen, so
    records judged by it carry no clause.
    """

    level: str
    hazard_type: str
    venues: tuple[str, ...]
    criterion: str
    clause: str
    findings: tuple[str, ...]


MAJOR_RULES = (
    MajorRule(
        "FM",
        "XF60-3",
        ("V-ENT", "V-MALL", "V-MARK"),
        "",
        "6.5",
        (
            "{place}所在楼层原有2个安全出口，其中1个被砌墙封闭",
            "{floor}层安全出口数量不足，疏散只能依靠1部楼梯",
            "隔断改造后出口总宽度明显减少，{place}人员无法就近疏散",
        ),
    ),
    MajorRule(
        "FM",
        "XF60-1",
        ("V-HOTEL", "V-ENT", "V-MALL"),
        "",
        "6.6",
        (
            "整层未设置自动喷水灭火系统和火灾自动报警系统，涉及{place}",
            "扩建的{floor}层没有设置自动喷水灭火系统",
            "{place}及相邻{n}间房未设置火灾自动报警系统",
        ),
    ),
    MajorRule(
        "FM",
        "XF19",
        ("V-MARK", "V-MALL", "V-ENT"),
        "",
        "6.8",
        (
            "{place}违规销售散装酒精，现场存放{m}桶",
            "营业期间在{place}存放油漆和稀释剂{m}桶",
        ),
    ),
    MajorRule(
        "FM",
        "XF19",
        ("V-FACT", "V-SELF"),
        "",
        "6.2",
        (
            "{place}调配易燃溶剂，同一建筑的楼上住有员工{n}人",
            "易燃溶剂作业间与居住用房设在同一建筑内，住宿{n}间",
        ),
    ),
    MajorRule(
        "FM",
        "XF58-2",
        ("V-SCH",),
        "",
        "6.9",
        (
            "儿童活动用房设在{floor}层，楼层位置不符合规定，未经消防验收即启用",
            "将顶层改作儿童活动用房，楼层位置不符合规定，现场有儿童{m}名",
        ),
    ),
    MajorRule(
        "FM",
        "XF58-2",
        ("V-CARE",),
        "",
        "6.9",
        (
            "老年人活动用房设在{floor}层，楼层位置不符合规定，未经消防验收即启用",
            "将顶层改作老年人康复用房，楼层位置不符合规定，现场有{m}人",
        ),
    ),
    MajorRule(
        "FM",
        "XF58-2",
        ("V-WARE",),
        "",
        "6.4",
        (
            "地下室改作甲类物品仓库，存放易燃液体{m}桶，未经消防验收",
            "半地下室用于存放易燃溶剂约{m}桶，未办理消防验收",
        ),
    ),
    MajorRule(
        "FM",
        "X-MAT",
        ("V-CDORM",),
        "",
        "6.10",
        (
            "{n}间工人宿舍采用夹芯彩钢板搭建，芯材燃烧性能低于A级",
            "二层宿舍用彩钢夹芯板加建，芯材低于A级，住宿{m}人",
        ),
    ),
    MajorRule(
        "M",
        "X-HOT",
        ("V-FACT",),
        "MHC-GM",
        "",
        (
            "未经审批在{place}粉尘清理区域动火，现场{n}人作业",
            "有限空间内动火切割，未检测也无人监护",
        ),
    ),
    MajorRule(
        "M",
        "X-EL",
        ("V-CONS",),
        "MHC-CONSTR",
        "",
        (
            "{place}临时用电未按方案搭设，{n}处线路浸水带电",
            "外脚手架上直接绑扎电缆，{place}有{n}处破皮",
        ),
    ),
    MajorRule(
        "M",
        "XF60-3",
        ("V-CARE",),
        "MHC-CARE",
        "",
        (
            "{place}唯一疏散出口夜间上锁，住养老人{m}名",
            "{floor}层两端楼梯门均加装链条锁，值班人员不掌握钥匙",
        ),
    ),
)
MAJOR_SHARE = 0.55

INTERIM_MEASURES = [
    "停止使用隐患部位，安排专人每两小时巡查一次",
    "停止营业，切断非消防电源，夜间专人值守",
    "增设临时灭火器和应急照明，减少接纳人数",
    "停止相关作业，设置警戒区，每日向督办单位报告",
    "缩小使用区域，只开放能直通室外的一层",
]
INTERIM_BY_TYPE = {
    "XF19": ["易燃物品已清空并转移至专业仓库", "住宿人员已全部转移，现场贴封条"],
    "X-MAT": ["住宿人员已全部转移，现场贴封条", "宿舍断电，人员临时安置到其他楼栋"],
}
SUPERVISORS = {
    "MHC-GM": ["示例区应急管理局"],
    "MHC-CONSTR": ["示例区住房和城乡建设管理委员会"],
    "MHC-CARE": ["示例区民政局"],
    "": ["示例区安全生产委员会", "示例区消防安全委员会", "示例区消防救援局"],
}
EXTENSION_REASONS = [
    "配件需要定制，交货期延长",
    "施工单位排期冲突，开工推迟",
    "改造方案须经专家论证，论证尚未结束",
    "租赁双方就改造费用尚未谈妥，需要先清退存货",
    "资金计划须经职工代表会议通过",
    "连续降雨，室外施工无法进行",
    "设计单位重新出图，审图时间延长",
]
HOLIDAY_REASON = "春节假期施工队伍停工，整改顺延"


# --- who is inspected: invented units ------------------------------------------------------------

# venue type: (weight, [(kind of name, sector, counterpart, first two characters of the code)])
VENUES = {
    "V-FACT": (
        13,
        [
            ("五金制品厂", "C", "1", "91"),
            ("塑料制品有限公司", "C", "1", "91"),
            ("家具制造有限公司", "C", "1", "91"),
            ("服装加工厂", "C", "1", "91"),
            ("包装材料有限公司", "C", "1", "91"),
        ],
    ),
    "V-WARE": (
        9,
        [
            ("仓储有限公司", "G", "1", "91"),
            ("物流有限公司", "G", "1", "91"),
            ("电商仓配中心", "F", "1", "91"),
            ("农产品专业合作社", "A", "1", "93"),
        ],
    ),
    "V-SELF": (
        7,
        [
            ("民宿", "H", "4", "92"),
            ("五金加工部", "C", "4", "92"),
            ("百货店", "F", "4", "92"),
            ("", "K", "2", ""),
        ],
    ),
    "V-CONS": (
        6,
        [
            ("商务楼工程项目部", "E", "1", "91"),
            ("安置房工程项目部", "E", "1", "91"),
            ("建筑安装有限公司", "E", "1", "91"),
        ],
    ),
    "V-CDORM": (5, [("住宅工程生活区", "E", "1", "91"), ("道路工程生活区", "E", "1", "91")]),
    "V-CATER": (
        12,
        [
            ("餐饮店", "H", "4", "92"),
            ("火锅店", "H", "4", "92"),
            ("面馆", "H", "4", "92"),
            ("酒楼有限公司", "H", "1", "91"),
            ("餐饮管理有限公司", "H", "1", "91"),
        ],
    ),
    "V-RESID": (
        8,
        [
            ("物业管理有限公司", "K", "1", "91"),
            ("物业服务有限公司", "K", "1", "91"),
            ("", "K", "2", ""),
        ],
    ),
    "V-MEDC": (3, [("门诊部", "Q", "1", "91"), ("护理院", "Q", "1", "52")]),
    "V-CARE": (5, [("养老院", "Q", "1", "52"), ("敬老院", "Q", "1", "12")]),
    "V-MARK": (5, [("农贸市场", "F", "1", "91"), ("建材市场", "F", "1", "91")]),
    "V-MALL": (5, [("购物中心", "F", "1", "91"), ("商业管理有限公司", "L", "1", "91")]),
    "V-HOTEL": (6, [("宾馆", "H", "1", "91"), ("旅馆", "H", "4", "92")]),
    "V-ENT": (5, [("歌厅", "R", "1", "91"), ("影城", "R", "1", "91"), ("棋牌室", "R", "4", "92")]),
    "V-SCH": (3, [("幼儿园", "P", "1", "52"), ("培训学校", "P", "1", "52")]),
    "V-STN": (2, [("客运站", "G", "1", "91")]),
    "V-TOUR": (
        3,
        [
            ("景区管理有限公司", "N", "1", "91"),
            ("游乐园", "R", "1", "91"),
            ("寺院", "S", "1", "71"),
        ],
    ),
    "V-NINE": (
        11,
        [
            ("便利店", "F", "4", "92"),
            ("理发店", "O", "4", "92"),
            ("洗衣店", "O", "4", "92"),
            ("电动车行", "F", "4", "92"),
            ("汽车维修部", "O", "4", "92"),
        ],
    ),
    "V-MIX": (
        5,
        [
            ("创意园管理有限公司", "L", "1", "91"),
            ("软件园有限公司", "I", "1", "91"),
            ("检测技术有限公司", "M", "1", "91"),
        ],
    ),
    "V-KEY": (
        4,
        [
            ("银行营业部", "J", "1", "91"),
            ("数据服务有限公司", "I", "1", "91"),
            ("供水有限公司", "D", "1", "91"),
            ("政务服务中心", "S", "1", "11"),
        ],
    ),
}
WORD_HEADS = "云晴松禾澄霁朗溪桐青竹锦"
WORD_TAILS = "岚汀柏舟霖澈屿畔芷熙"
SURNAMES = "张王李陈刘杨黄赵周吴徐孙马朱胡林何高"
ROADS = ["示例路", "样本街", "虚构路", "演示大道", "假设路", "范例街", "模拟路", "试验支路"]
TOWN_WEIGHTS = {
    "310118001000": 12,
    "310118002000": 11,
    "310118003000": 12,
    "310118102000": 9,
    "310118103000": 6,
    "310118104000": 5,
    "310118105000": 10,
    "310118106000": 13,
    "310118107000": 12,
    "310118109000": 5,
    "310118110000": 7,
}
HAZARDS_ANYWHERE = {"XF60-1": 10, "XF60-3": 9, "X-EL": 8, "X-MGT": 6, "XF60-2": 5, "XF60-7": 2}
HAZARDS_BY_VENUE = {
    "V-FACT": {"X-HOT": 5, "X-MAT": 4, "XF19": 3, "XF58-1": 2, "XF58-2": 3, "XF60-4": 3},
    "V-WARE": {"X-MAT": 4, "XF60-5": 4, "XF58-2": 3, "X-HOT": 2, "XF19": 2, "XF60-4": 3},
    "V-SELF": {"X-EB": 8, "XF19": 4, "XF60-6": 3, "X-GAS": 3},
    "V-CONS": {"X-HOT": 9, "X-MAT": 4, "XF58-1": 3, "XF60-4": 2},
    "V-CDORM": {"X-MAT": 6, "X-EB": 6, "X-GAS": 3, "XF60-6": 2},
    "V-CATER": {"X-GAS": 10, "XF58-4": 4, "XF60-6": 2, "XF65-2": 2},
    "V-RESID": {"X-EB": 10, "XF60-5": 8, "XF60-4": 4},
    "V-MEDC": {"XF60-6": 3, "XF65-2": 3, "XF60-5": 2},
    "V-CARE": {"XF60-6": 5, "XF65-2": 3, "X-GAS": 2, "XF58-2": 2},
    "V-MARK": {"XF60-5": 5, "XF60-4": 3, "X-EB": 3, "XF65-2": 2, "XF58-4": 2},
    "V-MALL": {"XF58-1": 3, "XF58-4": 3, "XF60-5": 3, "X-HOT": 2, "XF65-2": 2},
    "V-HOTEL": {"XF58-4": 4, "XF60-6": 4, "XF65-2": 2, "XF58-2": 2},
    "V-ENT": {"XF58-4": 5, "XF60-6": 5, "XF65-2": 2},
    "V-SCH": {"XF60-6": 4, "XF65-2": 3, "XF60-5": 2},
    "V-STN": {"XF60-5": 4, "XF65-2": 2},
    "V-TOUR": {"XF60-5": 3, "XF60-4": 3, "X-GAS": 2},
    "V-NINE": {"X-EB": 7, "XF19": 3, "X-GAS": 3},
    "V-MIX": {"XF58-1": 4, "XF58-2": 4, "X-EB": 4, "X-MAT": 2},
    "V-KEY": {"XF60-5": 2, "XF58-1": 1, "X-HOT": 2},
}
AREA_WIDE_TYPES = {"V-RESID": ("X-EB", "XF60-5"), "V-SELF": ("X-EB",), "V-MARK": ("XF60-5",)}
WORK_SAFETY_TYPES = ("X-HOT", "X-GAS", "X-MGT")


@dataclass(frozen=True)
class Unit:
    name: str
    uscc: str
    counterpart: str
    town: str
    address: str
    venue: str
    sector: str
    is_key: bool


def credit_code(rng: Random, prefix: str) -> str:
    """A code with valid check characters and an area code that no registry issues."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "MA" + "".join(rng.choice(alphabet) for _ in range(6))
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    remainder = 11 - sum(int(c, 36) * w for c, w in zip(body, weights, strict=True)) % 11
    organisation = body + {10: "X", 11: "0"}.get(remainder, str(remainder))
    code = prefix + "000000" + organisation
    return code + uscc_rules.calc_check_digit(code)


class Units:
    """Invents units and never gives one name or one code to two of them."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.codes: set[str] = set()

    def invent(self, rng: Random, venue: str | None = None, natural: bool = True) -> Unit:
        venue = venue or weighted(rng, {code: weight for code, (weight, _) in VENUES.items()})
        kinds = [kind for kind in VENUES[venue][1] if natural or kind[2] != "2"]
        kind, sector, counterpart, prefix = rng.choice(kinds)
        name = self._name(rng, kind) if counterpart != "2" else rng.choice(SURNAMES) + "某某"
        address = f"{rng.choice(ROADS)}{rng.randint(3, 988)}号"
        if rng.random() < 0.35:
            address += f"{rng.randint(1, 12)}幢"
        big = venue in ("V-MALL", "V-HOTEL", "V-CARE", "V-MARK", "V-STN", "V-FACT")
        return Unit(
            name=name,
            uscc=self._code(rng, prefix) if prefix else "",
            counterpart=counterpart,
            town=weighted(rng, TOWN_WEIGHTS),
            address=address,
            venue=venue,
            sector=sector,
            is_key=venue == "V-KEY" or (big and counterpart == "1" and rng.random() < 0.3),
        )

    def _name(self, rng: Random, kind: str) -> str:
        while True:
            name = f"示例{rng.choice(WORD_HEADS)}{rng.choice(WORD_TAILS)}{kind}"
            if name not in self.names:
                self.names.add(name)
                return name

    def _code(self, rng: Random, prefix: str) -> str:
        while True:
            code = credit_code(rng, prefix)
            if code not in self.codes:
                self.codes.add(code)
                return code


# --- days and numbers ----------------------------------------------------------------------------


def weighted(rng: Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def working_day(day: date, step: int = 1) -> date:
    """The day itself where it is a working day, else the nearest one in the direction of step."""
    while not is_workday(day):
        day += timedelta(days=step)
    return day


def working_days_after(day: date, count: int) -> date:
    while count:
        day = working_day(day + timedelta(days=1))
        count -= 1
    return day


def months_after(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class Numbers:
    """Document numbers in one series for each mark and year."""

    def __init__(self) -> None:
        self.last: Counter[tuple[str, int]] = Counter()

    def next(self, pattern: str, day: date) -> str:
        self.last[pattern, day.year] += 1
        return pattern.format(year=day.year, n=self.last[pattern, day.year])


# --- notices -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticePlan:
    published_on: date
    kind: str
    size: int
    declared: int
    batch: int | None
    winter: str


# Day lists by winter; each day is moved to a working day. The second and third number are the
# places of the 挂牌督办 and the 典型案例 notice.
WINTERS = {
    "2024": (
        "2024-11-04 2024-11-12 2024-11-20 2024-11-28 2024-12-04 2024-12-11 2024-12-19 2024-12-27 "
        "2025-01-03 2025-01-09 2025-01-15 2025-01-21 2025-01-26 2025-02-10 2025-02-18 2025-02-26 "
        "2025-03-05 2025-03-13 2025-03-21 2025-03-28 2025-04-08 2025-04-17 2025-04-27 2025-06-12 "
        "2025-07-22 2025-09-16",
        10,
        19,
    ),
    "2025": (
        "2025-11-05 2025-11-12 2025-11-19 2025-11-27 2025-12-04 2025-12-12 2025-12-19 2025-12-26 "
        "2026-01-07 2026-01-14 2026-01-21 2026-01-29 2026-02-06 2026-02-27 2026-03-06 2026-03-17 "
        "2026-03-27 2026-04-10 2026-04-22 2026-06-18 2026-07-16 2026-08-20 2026-09-10 2026-09-24 "
        "2026-10-15 2026-10-28",
        11,
        17,
    ),
    "2026": (
        "2026-11-02 2026-11-04 2026-11-06 2026-11-10 2026-11-12 2026-11-16 2026-11-18 2026-11-20",
        3,
        5,
    ),
}
# Places, counted from 0 over all notices, of the notices with a part to play.
NO_ORDER_NO_FOLLOW_UP, NO_FOLLOW_UP = 6, 36
MISCOUNTED = 30
WITHDRAWN_NOTICES = {
    13: "通报所依据的检查结论已被撤销。",
    33: "通报误将另一区域的检查结果列入，全部撤回后重新核实。",
}
# Units that appear again: the notices each appears in.
REPEATS = [
    (1, 20, 52),
    (3, 32, 55),
    (8, 40, 58),
    (2, 28),
    (5, 35),
    (11, 43),
    (15, 47),
    (27, 50),
    (34, 56),
]


def plan_notices() -> list[NoticePlan]:
    rng = Random(f"{SEED}-plan")
    plans = []
    for winter, (days, listed_place, cases_place) in WINTERS.items():
        batch = 0
        for place, text in enumerate(days.split()):
            kind = {listed_place: "GP", cases_place: "AL"}.get(place, "BG")
            latest = winter == "2026"
            size = {"GP": 4, "AL": 5}.get(kind) or rng.randint(*((10, 12) if latest else (5, 8)))
            size = 7 if len(plans) == MISCOUNTED else size
            declared = 8 if len(plans) == MISCOUNTED else size
            batch += kind == "BG"
            day = min(working_day(date.fromisoformat(text)), LAST_DAY)
            plans.append(
                NoticePlan(day, kind, size, declared, batch if kind == "BG" else None, winter)
            )
    return plans


PUBLISHERS = ["示例区安全生产委员会办公室", "示例区消防救援局", "示例区应急管理局"]


def make_notice(place: int, plan: NoticePlan, numbers: Numbers) -> Row:
    rng = Random(f"{SEED}-notice-{place}")
    year = int(plan.winter)
    season = f"{year}—{year + 1}年冬春安全整治"
    titles = {
        "BG": f"示例区{season}隐患曝光（第{plan.batch}批）",
        "GP": f"示例区关于{season}重大隐患挂牌督办的通知",
        "AL": f"示例区{season}典型案例通报",
    }
    bases = {
        "BG": "《政府信息公开条例》第二十条",
        "GP": "《消防法》第五十五条；《安全生产法》第七十条；《上海市消防条例》第十条",
        "AL": "《政府信息公开条例》第二十条",
    }
    withdrawn = place in WITHDRAWN_NOTICES
    notice_id = f"DEMO-N-{place + 1:03d}"
    return {
        "notice_id": notice_id,
        "notice_type_code": plan.kind,
        "title": titles[plan.kind],
        "batch_no": plan.batch,
        "doc_no": {
            "GP": numbers.next("示安委办〔{year}〕{n}号", plan.published_on),
        }.get(plan.kind),
        "publisher": PUBLISHERS[0] if plan.kind == "GP" else rng.choice(PUBLISHERS),
        "published_on": plan.published_on,
        "legal_basis": bases[plan.kind],
        "naming_mode": "masked" if plan.kind == "AL" else "full",
        "declared_count": plan.declared,
        "source_url": f"https://example.org/baoguangtai/source/{notice_id.lower()}",
        "disclosure_reviewed_on": working_day(
            plan.published_on - timedelta(days=rng.randint(1, 3)), -1
        ),
        "disclosure_reviewer_role": rng.choice(["信息公开审查岗", "法制审核岗"]),
        "withdrawn_on": working_days_after(plan.published_on, 14) if withdrawn else None,
        "withdrawal_reason": WITHDRAWN_NOTICES.get(place),
        "withdrawal_basis": "参照《行政处罚法》第四十八条" if withdrawn else None,
    }


# The one nil return that its publisher has forgotten.
FORGOTTEN = ("2025-05", PUBLISHERS[0])


def make_nil_returns(notices: list[Row]) -> list[Row]:
    """One for each publisher and whole month without a notice, from its first notice on."""
    published = {(f"{row['published_on']:%Y-%m}", row["publisher"]) for row in notices}
    first = {publisher: min(m for m, p in published if p == publisher) for publisher in PUBLISHERS}
    day, rows = date(2024, 11, 1), []
    while (after := months_after(day, 1)) <= READING_DAY:
        for publisher in PUBLISHERS:
            key = (month := f"{day:%Y-%m}", publisher)
            if first[publisher] < month and key not in published and key != FORGOTTEN:
                nil_return_id = f"DEMO-Z-{len(rows) + 1:03d}"
                rng = Random(f"{SEED}-nil-{nil_return_id}")
                stated = working_days_after(after - timedelta(days=1), rng.randint(1, 4))
                names = ("nil_return_id", "publisher", "month", "stated_on")
                rows.append(
                    dict(zip(names, (nil_return_id, publisher, month, stated), strict=True))
                )
        day = after
    return rows


# --- inspection returns --------------------------------------------------------------------------

# The share of a year's inspections that a month has: most in winter, few over the Spring Festival.
MONTH_WEIGHTS = (9, 5, 10, 9, 7, 8, 7, 7, 9, 8, 12, 13)
# The one return that has not come in: its town has no rate for that month.
MISSING_RETURN = ("2025-08", "310118104000")


def make_inspections(exposures: list[Row]) -> list[Row]:
    """One for each town and whole month from the first inspection on, by the district's office."""
    visits = Counter(
        (f"{row['inspected_on']:%Y-%m}", row["town_code"])
        for row in exposures
        if isinstance(row["inspected_on"], date)
    )
    day, rows = date.fromisoformat(f"{min(month for month, _ in visits)}-01"), []
    while (after := months_after(day, 1)) <= READING_DAY:
        month = f"{day:%Y-%m}"
        rng = Random(f"{SEED}-inspections-{month}")
        stated = working_days_after(after - timedelta(days=1), rng.randint(3, 7))
        for town, weight in TOWN_WEIGHTS.items():
            usual = weight * MONTH_WEIGHTS[day.month - 1] * rng.uniform(0.35, 0.65)
            if (month, town) != MISSING_RETURN:
                rows.append(
                    {
                        "inspection_return_id": f"DEMO-J-{len(rows) + 1:04d}",
                        "publisher": PUBLISHERS[0],
                        "town_code": town,
                        "month": month,
                        "inspections": round(usual) + 2 * visits[month, town],
                        "stated_on": stated,
                    }
                )
        day = after
    return rows


# --- report returns ------------------------------------------------------------------------------

# The invented office that takes reports, and the shares of them found true and of those rewarded.
REPORT_OFFICE = PUBLISHERS[0]
VERIFIED, REWARDED = 0.6, 0.5


def make_report_returns(months: list[str]) -> list[Row]:
    """One for each town and month: more in large towns and in winter, few or none in small ones."""
    rows: list[Row] = []
    for month in months:
        rng = Random(f"{SEED}-reports-{month}")
        day = date.fromisoformat(f"{month}-01")
        stated = working_days_after(months_after(day, 1) - timedelta(days=1), rng.randint(3, 7))
        for town, weight in TOWN_WEIGHTS.items():
            usual = weight * MONTH_WEIGHTS[day.month - 1] * rng.uniform(0.06, 0.18)
            received = round(usual)
            verified = sum(rng.random() < VERIFIED for _ in range(received))
            rewarded = sum(rng.random() < REWARDED for _ in range(verified))
            rows.append(
                {
                    "report_return_id": f"DEMO-B-{len(rows) + 1:04d}",
                    "publisher": REPORT_OFFICE,
                    "town_code": town,
                    "month": month,
                    "report_count": received,
                    "verified_count": verified,
                    "rewarded_count": rewarded,
                    "stated_on": stated,
                }
            )
    return rows


# --- hazard items --------------------------------------------------------------------------------

# How items turn out, by how long ago their notice was published.
OUTCOMES = {
    "old": {
        "on_time": 830,
        "late": 106,
        "ceased": 26,
        "awaiting_recheck": 8,
        "overdue": 5,
        "no_follow_up": 8,
        "withdrawn": 5,
    },
    "summer": {"on_time": 74, "late": 13, "ceased": 3, "awaiting_recheck": 4, "overdue": 5},
    "autumn": {
        "on_time": 46,
        "late": 10,
        "ceased": 2,
        "awaiting_recheck": 11,
        "in_rectification": 12,
        "overdue": 15,
        "no_follow_up": 2,
    },
    "november": {
        "on_time": 31,
        "late": 3,
        "ceased": 1,
        "awaiting_recheck": 9,
        "in_rectification": 30,
        "overdue": 23,
        "no_follow_up": 3,
    },
}


def era(published_on: date) -> str:
    if published_on >= date(2026, 11, 1):
        return "november"
    if published_on >= date(2026, 9, 1):
        return "autumn"
    return "summer" if published_on >= date(2026, 6, 1) else "old"


@dataclass
class ItemPlan:
    """One hazard item before its story is told."""

    hazard_type: str
    finding: str
    major: MajorRule | None = None
    relapse_of: str | None = None


@dataclass
class Dates:
    inspected: date
    ordered: date
    due: date
    revised: date | None = None
    status: str | None = None
    claimed: date | None = None
    rectified: date | None = None
    rechecked: date | None = None
    result: str | None = None


def fill(rng: Random, template: str, venue: str) -> str:
    return template.format(
        place=rng.choice(PLACES[venue]),
        n=rng.randint(2, 9),
        m=rng.randint(11, 48),
        w=f"{rng.randint(5, 17) / 10:.1f}",
        floor=rng.choice("二三四五"),
    )


def major_for(rng: Random, venue: str) -> MajorRule | None:
    rules = [rule for rule in MAJOR_RULES if venue in rule.venues]
    return rng.choice(rules) if rules else None


def plan_items(rng: Random, unit: Unit, kind: str, relapses: list[Row]) -> list[ItemPlan]:
    """Two to six hazards of different types, the returned and the major ones first."""
    plans = []
    for earlier in relapses:
        hazard_type = str(earlier["hazard_type_code"])
        finding = fill(rng, rng.choice(FINDINGS[hazard_type]), unit.venue)
        plans.append(ItemPlan(hazard_type, finding, relapse_of=str(earlier["item_id"])))
    rule = major_for(rng, unit.venue)
    used = {plan.hazard_type for plan in plans}
    if rule and rule.hazard_type not in used and (kind != "BG" or rng.random() < MAJOR_SHARE):
        plans.append(
            ItemPlan(rule.hazard_type, fill(rng, rng.choice(rule.findings), unit.venue), rule)
        )
    weights = HAZARDS_ANYWHERE | HAZARDS_BY_VENUE[unit.venue]
    count = max(len(plans) + 1, rng.choices([2, 3, 4, 5, 6], weights=[15, 27, 32, 17, 9])[0])
    while len(plans) < count:
        used = {plan.hazard_type for plan in plans}
        left = {code: weight for code, weight in weights.items() if code not in used}
        hazard_type = weighted(rng, left)
        finding = fill(rng, rng.choice(FINDINGS[hazard_type]), unit.venue)
        plans.append(ItemPlan(hazard_type, finding))
    return plans


def level_of(rng: Random, plan: ItemPlan, unit: Unit) -> str:
    if plan.major:
        return plan.major.level
    if plan.hazard_type in AREA_WIDE_TYPES.get(unit.venue, ()) and rng.random() < 0.15:
        return "FA"
    if rng.random() < 0.03:
        return "U"
    return "G" if plan.hazard_type in WORK_SAFETY_TYPES and rng.random() < 0.5 else "FG"


def terms_for(rng: Random, major: bool) -> list[int]:
    terms = [30, 45, 60, 90] if major else [0, 3, 5, 7, 10, 15, 15, 20, 30]
    return rng.sample(terms, len(terms))


def closed_dates(rng: Random, d: Dates, late: bool, major: bool) -> bool:
    """Put the hazard right, on time or late; False where too little time has passed."""
    span = (d.due - d.ordered).days
    if not late and span and rng.random() < 0.06:
        d.revised = d.due + timedelta(days=rng.choice([7, 10, 15, 30]))
        d.rectified = d.due + timedelta(days=rng.randint(1, (d.revised - d.due).days))
    elif late:
        d.rectified = d.due + timedelta(days=rng.choice([1, 2, 3, 5, 8, 12, 18, 27, 41]))
    else:
        d.rectified = d.ordered + timedelta(days=round(span * rng.uniform(0.2, 1)))
    if d.rectified > LAST_DAY:
        return False
    d.claimed = d.rectified
    d.rechecked = working_day(d.rectified + timedelta(days=rng.randint(0, 6 if span else 1)))
    if d.rechecked > LAST_DAY:
        return False
    d.status = "S8" if major and rng.random() < 0.7 else "S5"
    d.result = "passed"
    return True


def waiting_dates(rng: Random, d: Dates, status: str) -> bool:
    """The unit says it is done (S4) or gone (S9); no recheck result yet or none needed."""
    first = d.ordered + timedelta(days=1)
    latest = min(d.due + timedelta(days=10), LAST_DAY)
    if latest < first:
        return False
    d.claimed = first + timedelta(days=rng.randint(0, (latest - first).days))
    d.status = status
    return True


def overdue_dates(rng: Random, d: Dates, relapsed: bool) -> bool:
    if d.due >= READING_DAY:
        return False
    extended = d.due + timedelta(days=15)
    if rng.random() < 0.12 and extended < READING_DAY:
        d.revised, d.status = extended, "S3"
        return True
    if relapsed:
        d.status = "S10"
    elif d.due == d.ordered:
        d.status = "S1"
    else:
        d.status = "S2"
        recheck = working_day(d.due + timedelta(days=rng.randint(1, 5)))
        if rng.random() < 0.5 and recheck <= LAST_DAY:
            d.status, d.rechecked, d.result = "S6", recheck, "failed"
    return True


def running_dates(rng: Random, d: Dates, relapsed: bool) -> bool:
    """Still within the deadline on the reading day, seldom because it was extended."""
    if d.due < READING_DAY:
        recent = d.due > d.ordered and (READING_DAY - d.due).days <= 25
        if not recent or rng.random() < 0.8:
            return False
        d.revised, d.status = d.due + timedelta(days=rng.choice([30, 45])), "S3"
        return True
    d.status = "S10" if relapsed else "S2"
    return True


def tell(rng: Random, outcome: str, d: Dates, plan: ItemPlan) -> bool:
    """Fill in the dates that make the item read as this outcome."""
    major, relapsed = plan.major is not None, plan.relapse_of is not None
    if outcome in ("on_time", "late"):
        return closed_dates(rng, d, outcome == "late", major)
    if outcome in ("awaiting_recheck", "ceased"):
        return waiting_dates(rng, d, "S4" if outcome == "awaiting_recheck" else "S9")
    if outcome == "overdue":
        return overdue_dates(rng, d, relapsed)
    if outcome == "in_rectification":
        return running_dates(rng, d, relapsed)
    d.status = "S11" if outcome == "withdrawn" else None
    return True


def find_dates(rng: Random, outcome: str, inspected: date, ordered: date, plan: ItemPlan) -> Dates:
    """Try the possible terms until one fits the outcome; failing all, the item is still open."""
    for wanted in (outcome, "in_rectification", "overdue"):
        terms = terms_for(rng, plan.major is not None)
        if wanted == "in_rectification":
            terms += [45, 60, 75]
        for term in terms:
            # A hazard ordered away at once is put right at once or reported as still there.
            if term == 0 and wanted in ("late", "ceased", "awaiting_recheck"):
                continue
            day = inspected if term == 0 else ordered
            d = Dates(inspected, day, day + timedelta(days=term))
            if tell(rng, wanted, d, plan):
                return d
    raise AssertionError(f"no dates fit {outcome} from {inspected}")


ORDER_PATTERNS = {
    "A01": "示消立改〔{year}〕第{n:04d}号",
    "A02": "示消限改〔{year}〕第{n:04d}号",
    "A03": "示应急现决〔{year}〕{n}号",
    "A04": "示消封字〔{year}〕第{n:04d}号",
    "A09": "示安委办督〔{year}〕{n}号",
}
RECHECK_PATTERN = "示消复查〔{year}〕第{n:04d}号"


def action_for(rng: Random, plan: ItemPlan, d: Dates, kind: str) -> str:
    if plan.major and kind == "GP":
        return "A09"
    if plan.major:
        return rng.choice(["A02", "A03", "A04"])
    return "A01" if d.due == d.ordered else "A02"


def criterion_of(rule: MajorRule, inspected: date) -> tuple[str, str | None]:
    if rule.level == "M":
        return rule.criterion, None
    if inspected >= GB35181_2025_FROM:
        return "MHC-FIRE-2025", None
    return "MHC-FIRE-2017", rule.clause


# --- exposures -----------------------------------------------------------------------------------

OPENINGS = [
    "{day}，检查人员到{subject}检查，发现{count}项问题，其中{first}。",
    "{day}夜间抽查，现场有{count}项问题。{first}。",
    "检查组不打招呼直接到现场，当场指出{count}项隐患。其中，{first}。",
    "接群众反映后，检查人员于{day}核查，情况属实。{first}。",
    "{day}联合检查中，{first}；另有{others}项问题。",
    "{subject}日常管理松散。{day}检查时，{first}。",
    "{day}，街镇安全管理人员巡查发现，{first}，随即通报主管部门。",
    "{first}。上述问题系{day}检查时发现。",
]
CLOSINGS = [
    "",
    "",
    "",
    "现场向负责人说明了后果。",
    "整改期间安排专人看护。",
    "检查人员将按期复查。",
]
REPLIES = [
    "单位回应：堆放的货物已清空，通道由专人每日检查。",
    "单位回应：设备已报修，配件到货后一周内完成安装。",
    "单位回应：对检查结论没有异议，已停业自查。",
    "单位回应：消防设施由业主方维护，已书面催告业主方。",
    "单位回应：通报中的营业面积与实测不一致，已提交测绘材料。",
    "单位回应：租期将满，计划下月搬迁，搬迁前不再使用夹层。",
    "单位回应：停放的车辆属于外来人员，已加装道闸并张贴告示。",
    "单位回应：培训已补做，签到表和照片已报送。",
]


def summarise(rng: Random, inspected: date, unit: Unit, plans: list[ItemPlan]) -> str:
    subject = "该处房屋" if unit.counterpart == "2" else "该单位"
    if rng.random() < 0.22 and len(plans) > 2:
        points = "\n".join(f"- {plan.finding}" for plan in plans[:3])
        return f"{in_words(inspected)}检查发现，{subject}存在以下问题：\n\n{points}"
    openings = OPENINGS if len(plans) > 1 else OPENINGS[-3:]
    text = rng.choice(openings).format(
        day=in_words(inspected),
        subject=subject,
        count=len(plans),
        others=len(plans) - 1,
        first=plans[0].finding,
    )
    if plans[0].relapse_of:
        return "“回头看”检查：" + text + "同类问题曾被曝光并已整改，此次再次出现。"
    return text + rng.choice(CLOSINGS)


WITHDRAWN_EXPOSURES = {
    40: "行政复议认定检查结论依据不足。",
    151: "单位名称核对有误，涉及单位与检查无关。",
    262: "经复查，现场情况与检查记录不符。",
}
# Every so many exposures of the first winter one has had its term of publication end.
EXPIRED_EVERY, EXPIRED_UNTIL = 14, 150
APPEALS = {
    23: "upheld",
    77: "upheld",
    118: "changed",
    190: "upheld",
    233: "litigation",
    301: "litigation",
    338: "reconsideration",
    352: "reconsideration",
    371: "reconsideration",
}


@dataclass
class Book:
    """The records as they are written, one notice after another."""

    units: Units = field(default_factory=Units)
    numbers: Numbers = field(default_factory=Numbers)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in WRITTEN})
    repeated: dict[int, Unit] = field(default_factory=dict)
    unit_of: dict[str, Unit] = field(default_factory=dict)


def closed_before(book: Book, unit: Unit, day: date) -> list[Row]:
    """The unit's ordinary items that were put right before the day, newest first."""
    ids = {e["exposure_id"] for e in book.rows["exposures"] if e["uscc"] == unit.uscc}
    rows = [
        row
        for row in book.rows["rectifications"]
        if row["exposure_id"] in ids
        and row["rectification_status_code"] in ("S5", "S8")
        and row["criterion_code"] is None
        and row["rechecked_on"] < day
    ]
    return rows[::-1]


def inspected_before(rng: Random, published: date) -> date:
    """Most inspections lie one to five weeks before the notice; the latest go back further."""
    longest = 46 if era(published) == "november" else 36
    return working_day(published - timedelta(days=rng.randint(5, longest)), -1)


def add_exposure(
    book: Book, place: int, plan: NoticePlan, notice: Row, item_no: int, repeat: int | None
) -> None:
    number = len(book.rows["exposures"]) + 1
    rng = Random(f"{SEED}-exposure-{number}")
    known = repeat is not None and repeat in book.repeated
    if known:
        unit = book.repeated[repeat]
    else:
        venue = rng.choice(["V-HOTEL", "V-ENT", "V-MALL", "V-CDORM"]) if plan.kind == "GP" else None
        unit = book.units.invent(rng, venue, natural=repeat is None)
        if repeat is not None:
            book.repeated[repeat] = unit
    inspected = inspected_before(rng, plan.published_on)
    returned = closed_before(book, unit, inspected) if known else []
    earlier = unique_types(returned)[: 2 - number % 4 // 3]
    plans = plan_items(rng, unit, plan.kind, earlier)
    exposure_id = f"DEMO-E-{number:04d}"
    book.unit_of[exposure_id] = unit
    reason = WITHDRAWN_EXPOSURES.get(number)
    expired = number % EXPIRED_EVERY == 5 and number < EXPIRED_UNTIL and repeat is None
    until = None
    if expired:
        until = months_after(plan.published_on, 12)
    elif number % 9 == 2 and number > EXPIRED_UNTIL:
        until = months_after(plan.published_on, 24)
    book.rows["exposures"].append(
        {
            "exposure_id": exposure_id,
            "notice_id": notice["notice_id"],
            "item_no": item_no,
            "unit_name": unit.name,
            "uscc": unit.uscc or None,
            "counterpart_type_code": unit.counterpart,
            "town_code": unit.town,
            "address": unit.address,
            "venue_type_code": unit.venue,
            "sector_code": unit.sector,
            "responsibility_side_code": weighted(rng, {"QY": 88, "SD": 5, "BM": 5, "DZ": 2}),
            "is_key_unit": unit.is_key,
            "inspected_on": inspected,
            "summary": summarise(rng, inspected, unit, plans),
            "right_of_reply": REPLIES[number // 47] if number % 47 == 11 and number < 376 else None,
            "appeal_state_code": APPEALS.get(number, "none"),
            "first_published_on": plan.published_on,
            "publish_until_on": until,
            "withdrawn_on": working_days_after(plan.published_on, 9) if reason else None,
            "withdrawal_reason": reason,
        }
    )
    ordered = working_day(inspected + timedelta(days=rng.choice([0, 0, 0, 1, 2])))
    visit = Visit(exposure_id, unit, inspected, ordered)
    for item_no, item in enumerate(plans, 1):
        add_item(book, rng, place, plan, visit, item_no, item)
    # A summary says nothing of hazards that were withdrawn later.
    items = zip(plans, book.rows["rectifications"][-len(plans) :], strict=True)
    told = [item for item, row in items if row["rectification_status_code"] != "S11"]
    if len(told) < len(plans):
        rewritten = summarise(Random(f"{SEED}-summary-{number}"), inspected, unit, told)
        book.rows["exposures"][-1]["summary"] = rewritten


def unique_types(rows: list[Row]) -> list[Row]:
    return list({row["hazard_type_code"]: row for row in rows}.values())


@dataclass
class Visit:
    """What the items of one exposure share: one order and one recheck document cover several."""

    exposure_id: str
    unit: Unit
    inspected: date
    ordered: date
    papers: dict[tuple[str, date], str] = field(default_factory=dict)

    def paper(self, numbers: Numbers, pattern: str, day: date) -> str:
        if (pattern, day) not in self.papers:
            self.papers[pattern, day] = numbers.next(pattern, day)
        return self.papers[pattern, day]


def extension_reason(rng: Random, due: date) -> str:
    if due.month in (1, 2) and rng.random() < 0.5:
        return HOLIDAY_REASON
    return rng.choice(EXTENSION_REASONS)


def interim_measure(rng: Random, rule: MajorRule) -> str:
    return rng.choice(INTERIM_BY_TYPE.get(rule.hazard_type, INTERIM_MEASURES))


def add_item(
    book: Book,
    rng: Random,
    place: int,
    notice: NoticePlan,
    visit: Visit,
    item_no: int,
    plan: ItemPlan,
) -> None:
    silent = place in (NO_ORDER_NO_FOLLOW_UP, NO_FOLLOW_UP)
    outcome = "no_follow_up" if silent else weighted(rng, OUTCOMES[era(notice.published_on)])
    d = find_dates(rng, outcome, visit.inspected, visit.ordered, plan)
    number = len(book.rows["rectifications"]) + 1
    action = action_for(rng, plan, d, notice.kind)
    bare = place == NO_ORDER_NO_FOLLOW_UP and not plan.major
    criterion, clause = criterion_of(plan.major, visit.inspected) if plan.major else (None, None)
    evidence = d.result == "passed" and rng.random() < 0.15
    book.rows["rectifications"].append(
        {
            "item_id": f"DEMO-R-{number:05d}",
            "exposure_id": visit.exposure_id,
            "item_no": item_no,
            "hazard_type_code": plan.hazard_type,
            "hazard_level_code": level_of(rng, plan, visit.unit),
            "finding": plan.finding,
            "criterion_code": criterion,
            "criterion_clause": clause,
            "supervising_body": rng.choice(SUPERVISORS[plan.major.criterion])
            if plan.major
            else None,
            "interim_measure": interim_measure(rng, plan.major) if plan.major else None,
            "order_action_code": None if bare else action,
            "order_doc_no": None
            if bare
            else visit.paper(book.numbers, ORDER_PATTERNS[action], d.ordered),
            "ordered_on": None if bare else d.ordered,
            "due_on": None if bare else d.due,
            "revised_due_on": d.revised,
            "extension_reason": extension_reason(rng, d.due) if d.revised else None,
            "rectification_status_code": d.status,
            "claimed_on": d.claimed,
            "rectified_on": d.rectified,
            "rechecked_on": d.rechecked,
            "recheck_result": d.result,
            "recheck_doc_no": visit.paper(book.numbers, RECHECK_PATTERN, d.rechecked)
            if d.rechecked
            else None,
            "evidence_url": f"https://example.org/baoguangtai/evidence/demo-r-{number:05d}"
            if evidence
            else None,
            "relapse_of_item_id": plan.relapse_of,
        }
    )


# --- penalties -----------------------------------------------------------------------------------

FIRE, SAFETY = "示例区消防救援局", "示例区应急管理局"
FIRE_DOC, SAFETY_DOC = "示消行罚决字〔{year}〕第{n:04d}号", "示应急罚〔{year}〕{n}号"
# How many cases of each shape; the shapes are told in the functions named after them.
CASE_SHAPES = {"dual": 25, "merged": 12, "suspended": 14, "warned": 9, "closed": 2, "single": 131}
LATE_CASES = (20, 95, 160)
WITHDRAWN_CASES = {
    31: "行政复议决定撤销原处罚决定。",
    88: "处罚决定被人民法院确认违法。",
    141: "原处罚决定经自查变更，旧信息撤回。",
}


@dataclass
class Case:
    rng: Random
    number: int
    unit: Unit
    exposure_id: str | None
    decided: date
    published: date
    lines: list[Row] = field(default_factory=list)

    def line(
        self,
        kind: str,
        basis: str,
        violation: str,
        doc_no: str,
        authority: str,
        amount: int | None = None,
        person: bool = False,
    ) -> None:
        rng = self.rng
        grave = kind in ("P42", "P43", "P33") or (amount or 0) >= 60000
        small = kind == "P11" or 0 < (amount or 0) <= 7000
        discredit = "serious" if grave or rng.random() < 0.12 else "minor" if small else "general"
        self.lines.append(
            {
                "case_id": f"DEMO-C-{self.number:04d}",
                "line_no": len(self.lines) + 1,
                "exposure_id": self.exposure_id,
                "counterpart_type_code": "2" if person else self.unit.counterpart,
                "party_name": rng.choice(SURNAMES) + "某某" if person else self.unit.name,
                "uscc": None if person else self.unit.uscc or None,
                "town_code": self.unit.town,
                "doc_no": doc_no,
                "authority": authority,
                "decided_on": self.decided,
                "penalty_kind_code": kind,
                "legal_basis": basis,
                "violation": violation,
                "amount_yuan": amount,
                "decision_total_yuan": None,
                "merge_note": None,
                "discredit_class": discredit,
                "published_on": self.published,
                "publish_until_on": None,
                "withdrawn_on": None,
                "withdrawal_reason": None,
            }
        )


def finable(basis: str) -> tuple[int, int] | None:
    """The range of a unit's fine under the two articles whose ranges are known."""
    if basis.startswith("《消防法》第六十条"):
        return 5000, 50000
    if basis.startswith("《消防法》第五十八条"):
        return 30000, 300000
    return None


def fine(rng: Random, basis: str) -> int:
    lowest, highest = finable(basis)
    share = rng.triangular(0, 1, 0.1)
    return round((lowest + (highest - lowest) * share) / 500) * 500


def breach(rng: Random, unit: Unit, findings: dict[str, str], types: list[str]) -> tuple[str, str]:
    """A hazard type to penalise and what was found, from the exposure where there is one."""
    seen = [code for code in findings if code in types]
    if seen:
        code = rng.choice(seen)
        return code, findings[code]
    code = rng.choice(types)
    return code, fill(rng, rng.choice(FINDINGS[code]), unit.venue)


FIRE_TYPES = ["XF60-1", "XF60-2", "XF60-3", "XF60-4", "XF60-5", "XF60-7"]
CROWDED = (
    "V-CDORM",
    "V-CATER",
    "V-MEDC",
    "V-CARE",
    "V-MARK",
    "V-MALL",
    "V-HOTEL",
    "V-ENT",
    "V-SCH",
    "V-STN",
    "V-TOUR",
)
BUILDING_TYPES = ["XF58-1", "XF58-2"]


def single(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    rng = case.rng
    if case.unit.counterpart == "1" and rng.random() < 0.12:
        case.line(
            "P21",
            "《安全生产法》第九十七条",
            "特种作业人员未取得相应资格，上岗作业",
            book.numbers.next(SAFETY_DOC, case.decided),
            SAFETY,
            rng.randrange(10000, 50001, 1000),
        )
        return
    types = FIRE_TYPES + (["XF60-6", "XF58-4"] if case.unit.venue in CROWDED else [])
    code, text = breach(rng, case.unit, findings, types)
    case.line(
        "P21",
        bases[code],
        text,
        book.numbers.next(FIRE_DOC, case.decided),
        FIRE,
        fine(rng, bases[code]),
    )


def merged(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    rng = case.rng
    doc_no = book.numbers.next(FIRE_DOC, case.decided)
    types = list(FIRE_TYPES)
    for _ in range(rng.choice([2, 2, 3])):
        code, text = breach(rng, case.unit, findings, types)
        types.remove(code)
        case.line("P21", bases[code], text, doc_no, FIRE, fine(rng, bases[code]))
    total = sum(int(line["amount_yuan"]) for line in case.lines)
    count = {2: "两", 3: "三"}[len(case.lines)]
    for line in case.lines:
        line["decision_total_yuan"] = total
        line["merge_note"] = f"{count}项违法行为分别裁量，合并执行，罚款合计{total}元"


def suspended(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    code, text = breach(case.rng, case.unit, findings, BUILDING_TYPES)
    doc_no = book.numbers.next(FIRE_DOC, case.decided)
    case.line("P42", bases[code], text, doc_no, FIRE)
    case.line("P21", bases[code], text, doc_no, FIRE, fine(case.rng, bases[code]))
    for line in case.lines:
        line["decision_total_yuan"] = case.lines[-1]["amount_yuan"]


def dual(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    """一案双罚: the unit and the person in charge are each fined in a decision of their own."""
    rng = case.rng
    article, text = rng.choice(
        [
            ("第九十七条", "未按照规定对从业人员进行安全生产教育和培训"),
            ("第九十七条", "特种作业人员未经专门培训并取得资格即上岗作业"),
            ("第九十九条", "未对安全设备进行经常性维护、保养和定期检测"),
            ("第九十九条", "未在有较大危险因素的设施上设置明显的安全警示标志"),
        ]
    )
    case.line(
        "P21",
        f"《安全生产法》{article}",
        text,
        book.numbers.next(SAFETY_DOC, case.decided),
        SAFETY,
        rng.randrange(10000, 50001, 1000),
    )
    case.line(
        "P21",
        "《安全生产法》第九十四条",
        "主要负责人未履行安全生产管理职责",
        book.numbers.next(SAFETY_DOC, case.decided),
        SAFETY,
        rng.randrange(20000, 50001, 1000),
        person=True,
    )


def warned(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    article, text = case.rng.choice(
        [
            ("第六十三条", "违反规定使用明火作业，未办理动火审批"),
            ("第六十七条", "未履行消防安全职责，经责令改正后逾期不改"),
        ]
    )
    case.line(
        "P11",
        f"《消防法》{article}",
        text,
        book.numbers.next(FIRE_DOC, case.decided),
        FIRE,
        person=True,
    )


def closed(book: Book, case: Case, bases: dict[str, str], findings: dict[str, str]) -> None:
    text = "存在重大事故隐患，一年内多次受到行政处罚后仍未整改"
    doc_no = book.numbers.next(SAFETY_DOC, case.decided)
    case.line("P43", "《安全生产法》第一百一十三条", text, doc_no, SAFETY)
    case.line("P33", "《安全生产法》第一百一十三条", text, doc_no, SAFETY)


SHAPES = {
    "dual": dual,
    "merged": merged,
    "suspended": suspended,
    "warned": warned,
    "closed": closed,
    "single": single,
}


def publisher_term(line: Row, terms: list[Row]) -> date | None:
    """The last day the authority itself sets, within the term of the rules in force."""
    for term in terms:
        first, last = term["valid_from_on"], term["valid_to_on"] or "9999-12-31"
        if term["discredit_class"] == line["discredit_class"] and (
            str(first) <= str(line["decided_on"]) <= str(last)
        ):
            months = int(term["max_months"])
            if term["regime"] == "NDRC58" and line["discredit_class"] != "serious":
                months = int(term["min_months"])
            return months_after(line[str(term["counted_from"])], months)
    raise AssertionError(f"no publication term for a decision of {line['decided_on']}")


def case_subjects(book: Book, count: int) -> list[tuple[Unit, str | None, date]]:
    """Who is penalised and when: three cases in five follow an exposure, the rest stand alone."""
    rng = Random(f"{SEED}-penalties")
    named = {
        row["notice_id"]
        for row in book.rows["notices"]
        if row["naming_mode"] == "full" and not row["withdrawn_on"]
    }
    latest = working_day(date(2026, 11, 13))
    candidates = []
    for row in book.rows["exposures"]:
        decided = row["inspected_on"] + timedelta(days=rng.randint(14, 75))
        usable = row["counterpart_type_code"] != "2" and not row["withdrawn_on"]
        if row["notice_id"] in named and usable and decided <= latest:
            unit = book.unit_of[row["exposure_id"]]
            candidates.append((unit, row["exposure_id"], working_day(decided, -1)))
    subjects = rng.sample(candidates, round(count * 0.6))
    # Decisions without an exposure lean towards recent months, most of the older ones having
    # reached the end of their term.
    while len(subjects) < count:
        span = (latest - date(2024, 11, 11)).days
        decided = working_day(latest - timedelta(days=int(span * rng.random() ** 1.6)), -1)
        subjects.append((book.units.invent(rng, natural=False), None, decided))
    return sorted(subjects, key=lambda subject: (subject[2], subject[0].name))


def take_shape(shapes: list[str], unit: Unit) -> str:
    """The next shape that fits the unit; dual penalties and closures fall on enterprises."""
    fits = [shape for shape in shapes if unit.counterpart == "1" or shape not in ("dual", "closed")]
    shape = fits[0] if fits else shapes[0]
    shapes.remove(shape)
    return shape


def add_penalties(book: Book, bases: dict[str, str], terms: list[Row]) -> None:
    shapes = [shape for shape, count in CASE_SHAPES.items() for _ in range(count)]
    Random(f"{SEED}-shapes").shuffle(shapes)
    subjects = case_subjects(book, len(shapes))
    for number, (unit, exposure_id, decided) in enumerate(subjects, 1):
        shape = take_shape(shapes, unit)
        rng = Random(f"{SEED}-case-{number}")
        wait = rng.randint(10, 13) if number in LATE_CASES else rng.randint(1, 5)
        case = Case(rng, number, unit, exposure_id, decided, working_days_after(decided, wait))
        findings = {
            row["hazard_type_code"]: row["finding"]
            for row in book.rows["rectifications"]
            if exposure_id and row["exposure_id"] == exposure_id
        }
        SHAPES[shape](book, case, bases, findings)
        reason = WITHDRAWN_CASES.get(number)
        dated = rng.random() < 0.45
        for line in case.lines:
            line["publish_until_on"] = publisher_term(line, terms) if dated else None
            line["withdrawn_on"] = working_days_after(case.published, 20) if reason else None
            line["withdrawal_reason"] = reason
            penalty_id = f"DEMO-P-{len(book.rows['penalties']) + 1:04d}"
            book.rows["penalties"].append({"penalty_id": penalty_id} | line)


# --- writing -------------------------------------------------------------------------------------


def read_codes(name: str) -> list[Row]:
    path = DATASETS / "codes" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def invent() -> dict[str, list[Row]]:
    """All tables, rows in order of their numbers."""
    book = Book()
    for place, plan in enumerate(plan_notices()):
        notice = make_notice(place, plan, book.numbers)
        book.rows["notices"].append(notice)
        repeats = [key for key, places in enumerate(REPEATS) if place in places]
        for item_no in range(1, plan.size + 1):
            repeat = repeats[item_no - 1] if item_no <= len(repeats) else None
            add_exposure(book, place, plan, notice, item_no, repeat)
    bases = {
        str(row["hazard_type_code"]): str(row["legal_basis"]) for row in read_codes("hazard_types")
    }
    add_penalties(book, bases, read_codes("publication_terms"))
    book.rows["nil_returns"] = make_nil_returns(book.rows["notices"])
    book.rows["inspections"] = make_inspections(book.rows["exposures"])
    months = sorted({str(row["month"]) for row in book.rows["inspections"]})
    book.rows["report_returns"] = make_report_returns(months)
    return book.rows


def columns() -> dict[str, list[str]]:
    package = json.loads((DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: [column["name"] for column in resource["schema"]["fields"]]
        for resource in package["resources"]
    }


def cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_csv(names: list[str], rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in rows)
    return text.getvalue().encode("utf-8")


def render() -> dict[str, bytes]:
    names = columns()
    return {name: as_csv(names[name], rows) for name, rows in invent().items()}


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = []
    for name, content in render().items():
        path = DATASETS / f"{name}.csv"
        if arguments and (not path.exists() or path.read_bytes() != content):
            stale.append(path.name)
        elif not arguments:
            path.write_bytes(content)
    if stale:
        print(f"differs from what the generator writes: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
