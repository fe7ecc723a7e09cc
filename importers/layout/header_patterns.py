"""Patterns for names of columns that no list foresees: tried in order where no word of ``header_words`` fits."""

from typing import Final

_LICENCE: Final = "有效|期起|期止|到期|年审|检验|保险|发证|机构|照片"

PATTERNS: Final[tuple[tuple[str, str, str, float], ...]] = (
    # what the text contains, what it must not contain, the field, the weight
    ("车架|识别代|识别码|底盘号|大架号|(^|[^a-z])vin", "类型|种类|日期|时间|检验|是否", "vin", 0.8),
    ("(号牌|车牌|牌照).*(种类|类型|类别)", "日期", "plate_type", 0.8),
    ("(号牌|车牌|牌照).*(颜色|色)", "日期", "plate_color", 0.8),
    ("(号牌|车牌|牌照)", f"{_LICENCE}|日期|时间|前缀|类|色|数量|合计|线路|是否|归属|地$", "plate", 0.75),
    (
        "(初次|首次).*(登记|注册|上牌|上户)|(登记|注册|上牌|上户|入户|落户|挂牌).*(日期|时间|年月|日$)",
        f"转移|转入|变更|抵押|注销|{_LICENCE}|证书|备案|税|公司|企业|最近|人",
        "registered_on",
        0.75,
    ),
    ("(出厂|生产|制造).*(日期|时间|年月)", _LICENCE, "built_on", 0.75),
    ("(投运|投入|启用|投放).*(日期|时间|年月)", _LICENCE, "in_service_on", 0.75),
    (
        "(注销|报废|淘汰|退出|退运|转出|迁出|外迁|回收|拆解|灭失).*(日期|时间|年月)",
        "强制|期止|逾期|应",
        "retired_on",
        0.75,
    ),
    ("新增.*更新|更新.*新增|新增.*替换", "日期|时间|数量|前|后|号", "event", 0.8),
    ("是否(为|属于?)?(更新|新增)|更新.*是否", "日期|时间|证|系统|数据", "event", 0.8),
    (
        "(公共|使用|应用|所属).*领域|(车辆|行业).*(用途|领域).*",
        "日期|时间|证|是否|面积|里程",
        "category",
        0.75,
    ),
    ("regist(er|ration).*(date|day)|date.*regist", "expir|valid|transfer|place", "registered_on", 0.9),
    ("plate.*(replaced|retired|old|former|previous)", "date|type|colou?r", "replaces_plate", 0.9),
    ("vin.*(replaced|retired|old|former|previous)", "date", "replaces_vin", 0.9),
    ("燃料|燃油", "消耗|油耗|燃油号|标号|电池|用量|量$|费", "fuel", 0.75),
    (
        "动力.*(类|种|型式|形式|方式)|新能源.*(类|种)|能源.*(类|种|形式)",
        "电池|量|型号|号牌",
        "powertrain",
        0.75,
    ),
    ("排放", "量|值|检测|日期|时间|检验", "emission_stage", 0.75),
    ("总质量", "牵引|电池|拖挂|储能|列车", "gross_mass", 0.75),
    ("整备", "日期|时间|状态|电池", "kerb_mass", 0.75),
    ("载质量|载重|吨位", "电池|利用|系数|单位载", "load_mass", 0.75),
    ("(核定|核载).*(客|人)|座位", "", "seats", 0.75),
    ("型号", "发动机|电机|电池|卫星|装置|终端|底盘|轮胎|gps|设备|变速|储能", "model", 0.75),
    ("使用性质|营运性质", "", "use_nature", 0.8),
    ("(车辆|机动车)(类型|种类)", "重点|电池|燃料|能源|动力|是否", "vehicle_type", 0.75),
    ("所有人|车主|业户", f"电话|证件|身份|地址|住址|代码|联系|手机|{_LICENCE}", "owner", 0.75),
    ("(运输证|营运证|准运证|核准证|经营权|道路运输).*(号|编号)", f"{_LICENCE}|日期", "permit_no", 0.75),
    ("自编", "", "fleet_no", 0.75),
    ("发动机号|电机号", "", "engine_no", 0.75),
)
"""Patterns over the normalised header, tried in order when no word fits."""

REPLACED: Final = (
    "被更新|被替换|替换|置换|替代|更换|被替代|被置换|被淘汰|被报废|更新前|替换前|置换前|拟淘汰|拟报废|淘汰|报废|退出|注销|旧|原|"
    "replaced|replaces|retired|old|former|previous"
)
"""How a header says that the column speaks of the retired vehicle, not of the one registered."""
