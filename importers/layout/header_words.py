"""What columns are called: words for each field, with a weight.

Weights: 1 says the field outright; from 0.8 on the usual word; about 0.6 a word of several meanings, where
the values decide; ``WEAK`` never maps a column without a question. Where two columns compete for a field,
a difference of weight is an explicit priority (a first registration day before a plain 登记日期).

Words come from public templates and interfaces of transport and traffic-police systems (seen: high
confidence) and from the usage of the trade (medium).
"""

from typing import Final

from importers.layout.weights import WEAK

WORDS: Final[dict[str, tuple[tuple[float, str], ...]]] = {
    "vin": (
        (
            1.0,
            "车架号 车架号码 车架号vin 车架号vin码 车辆识别代号 车辆识别代号vin 车辆识别代号车架号"
            " 车辆识别代码 车辆识别码 车辆识别号 识别代号 识别代码 大架号 vin vin码 vin号 车辆vin码"
            " clsbdh busframeid vinno vinnumber vincode frameno vehicleidentificationnumber"
            " vehicleidentificationno vinvehicleidentificationnumber",
        ),
        (0.9, "底盘号 底盘号码 车架 chassisno chassisnumber framenumber"),
        (WEAK, "车辆编码 车辆代码 车辆id"),
    ),
    "plate": (
        (
            1.0,
            "车牌号 车牌号码 号牌号码 牌照号 车辆号牌 车辆号码 车牌照号 牌照号码 车牌照 号牌号"
            " 汽车号牌 机动车号牌 车辆牌号 车牌号全 新车牌号 更新后车牌号 新增车牌号 hphm carno"
            " plateno platenumber licenseplate licenseplateno licenseplatenumber licenceplate licenceplateno"
            " licencenumber registrationnumber registrationno numberplate"
            " registrationplate",
        ),
        (0.9, "号牌 车牌 牌号 plate 牌照"),
        (0.7, "车号 vehicleno carnumber vehiclenumber"),
        (WEAK, "车辆编号"),
    ),
    "plate_type": ((1.0, "号牌种类 号牌类型 车牌类型 车牌种类 牌照种类 牌照类型 号牌类别 hpzl platetype"),),
    "plate_color": ((1.0, "车牌颜色 号牌颜色 牌照颜色 牌色 hpys platecolor platecolour"),),
    "fuel": (
        (
            1.0,
            "燃料种类 燃料类型 燃油类型 燃油种类 燃料 燃油 燃料能源种类 使用燃料 燃料名称 rlzl fuel"
            " fueltype fuetype fuelkind",
        ),
        (
            0.7,
            "能源类型 能源种类 能源形式 能源类别 能源 车辆能源类型 使用能源 materialtype energytype energy",
        ),
    ),
    "powertrain": (
        (
            1.0,
            "动力类型 车辆动力类型 动力种类 动力方式 动力形式"
            " 能源动力类型 powertrain powertraintype propulsion",
        ),
        (0.85, "新能源类型 新能源种类 新能源车类型"),
        (
            0.84,
            "能源类型 能源种类 能源形式 能源类别 能源 车辆能源类型 使用能源 materialtype energytype energy",
        ),
        (0.8, "驱动类型 驱动形式"),
        (0.69, "是否新能源 是否新能源车 是否新能源汽车 是否为新能源 是否为新能源车 新能源 isnev nev"),
    ),
    "category": (
        (
            1.0,
            "车辆用途类别 用途类别 用途分类 车辆用途分类 车辆业务类别 行业类别 车辆行业类别 使用领域 应用领域"
            " 所属领域 公共领域类别 category vehiclecategory",
        ),
        (0.8, "车辆分类 车辆用途 用途 行业类型 行业 领域 服务类型"),
        (0.7, "车辆类别 车辆种类 运营类型 营运类型 经营类型 类别 车类 usetype use"),
        (0.6, "车辆类型 类型 车种 车型 使用性质 运营类别 vehicletype"),
    ),
    "event": (
        (
            1.0,
            "新增更新 新增或更新 新增或替换 新增还是更新 新增更新标识 新增更新情况 新增更新类型"
            " 新增与更新 更新新增 购置性质 投入类型 event neworreplacement newreplacement"
            " additionorreplacement",
        ),
        (
            0.85,
            "变更类型 更新类型 增加方式 投放类型 新增类型 购置类型 是否更新 是否更新车辆 是否新增 eventtype",
        ),
        (0.8, "更新 更新是否 更新是或否 新增 新增是否"),
        (0.6, "车辆来源 业务类型 登记类型 来源 类型"),
    ),
    "model": (
        (
            1.0,
            "车辆型号 型号 公告型号 公告车型 品牌型号 厂牌型号 车辆品牌型号 产品型号 车辆公告型号 牌号型号"
            " 车型型号 车型代码 产品公告型号 整车型号 clxh model modelcode vehiclemodel modelno"
            " modelnumber",
        ),
        (0.65, "车型 车型名称 具体车型 车辆车型 modelname"),
        (0.6, "车辆类型 车辆种类 车种 vehicletype 品牌 车辆品牌 cartype"),
    ),
    "product_name": (
        (1.0, "产品名称 车辆名称 专用车名称 商品名称 通用名称 产品商标 productname"),
        (0.6, "具体车型 车型名称 车系 modelname"),
        (0.55, "车型"),
    ),
    "brand": (
        (1.0, "车辆品牌 品牌 品牌名称 中文品牌 厂牌 车辆厂牌 商标 clpp1 brand make"),
        (0.8, "厂家 生产厂家 制造商 busmaker"),
    ),
    "registered_on": (
        (
            1.0,
            "初次登记日期 初次登记时间 注册登记日期 注册登记时间 初次注册登记日期 初次注册日期"
            " 首次登记日期 首次登记时间 首次注册日期 首次上牌时间 首次上牌日期 初登日期 初始登记日期"
            " 车辆初次登记日期 初次登记 ccdjrq firstregistrationdate firstregistered"
            " dateoffirstregistration firstregistration",
        ),
        (
            0.95,
            "注册日期 注册时间 行驶证注册日期 行驶证注册时间 车辆注册日期 登记注册日期 登记注册时间"
            " 行驶证登记日期 上牌日期 上牌时间 落户日期 入户日期 上户日期 挂牌日期 上户时间 落户时间"
            " 入户时间 registrationdate regdate busregdate registeredon registered dateofregistration"
            " registereddate",
        ),
        (0.8, "登记日期 登记时间 车辆登记日期 车辆登记时间 djrq"),
        (
            WEAK,
            "发证日期 发牌日期 转入日期 购车日期 购买日期 购置日期 购置时间 购买时间 交付日期 日期"
            " 时间 年月日 date certifydatea certifydateb",
        ),
    ),
    "built_on": (
        (
            1.0,
            "出厂日期 生产日期 制造日期 车辆出厂日期 车辆制造日期 车辆生产日期 出厂时间 生产时间 ccrq"
            " manufacturedate productiondate dateofmanufacture builton",
        ),
        (0.8, "下线日期"),
    ),
    "in_service_on": (
        (
            1.0,
            "投运时间 投运日期 投入运营日期 投入运营时间 营运开始日期 启用日期 投入使用日期 投放日期"
            " 投放时间 inservicedate",
        ),
    ),
    "emission_stage": (
        (
            1.0,
            "排放标准 排放阶段 环保标准 排放等级 排放水平 环保阶段 尾气排放标准 排放 国标阶段"
            " busemisstad emissionstandard emissionstage emission emissions emissionclass",
        ),
    ),
    "owner": (
        (
            1.0,
            "所有人 机动车所有人 车辆所有人 车主 车主名称 车主姓名 所有人名称 syr owner ownername"
            " registeredowner",
        ),
        (
            0.9,
            "业主 业主名称 业主单位 车辆业主 业户名称 产权单位 权属单位 车属单位 车辆所属单位 所属车主 经营业户",
        ),
        (
            0.8,
            "所属企业 所属公司名称 公司名称 所属单位 企业名称 单位名称 所属公司 公司 企业 运营单位"
            " 运营企业 营运单位 经营者 使用单位 company companyname operator",
        ),
    ),
    "gross_mass": (
        (
            1.0,
            "总质量 最大总质量 最大设计总质量 整车总质量 最大允许总质量 车辆总质量 crossweight zzl"
            " grossmass grossweight grossvehicleweight grossvehiclemass gvw gvm totalmass",
        ),
        (0.9, "总重 总重量"),
    ),
    "kerb_mass": (
        (1.0, "整备质量 整车整备质量 车辆整备质量 zhengbeizl zbzl kerbmass kerbweight curbmass curbweight"),
        (0.9, "自重 空车质量"),
    ),
    "load_mass": (
        (
            1.0,
            "核定载质量 额定载质量 核定载重量 核定吨位 核载吨位 载质量 载重量 载重 核定载重 hdzzl"
            " payload loadmass",
        ),
        (0.8, "吨位"),
    ),
    "seats": (
        (1.0, "核定载人数 核定载客数 核定载客 核定载客人数 核载人数 核定载客位 核定人数 hdzk hdzrs"),
        (0.9, "座位数 座位 吨座位 座位数座 载客人数 seats seatcount numberofseats seatingcapacity"),
    ),
    "use_nature": (
        (1.0, "使用性质 车辆使用性质 营运性质 车辆性质 syxz bususenature usenature"),
        (0.85, "运营类别 运营性质"),
        (
            0.82,
            "用途 车辆用途",
        ),  # above category: only the values tell 公交客运 (a nature of use) from 公交车
    ),
    "vehicle_type": (
        (1.0, "车辆类型 机动车类型 车辆类型名称 cllx"),
        (0.9, "车辆种类 车种 车辆型式 vehiclekind bustypename cartype vehicletype"),
        (0.7, "车辆类别 车类 类型 类别 车型 车型名称 车型种类"),
        (0.6, "车辆型号 型号 品牌型号"),
    ),
    "retired_on": (
        (
            1.0,
            "注销日期 报废日期 注销时间 退出日期 退运日期 淘汰日期 报废时间 淘汰时间 退出时间"
            " 报废注销日期 报废注销时间 retiredon retirementdate dateofretirement",
        ),
    ),
    "unit": (
        (
            1.0,
            "报送单位 上报单位 报送地区 报送地市 填报地市 所属地市 所在地市 归属地市 地市 地市名称 reportingunit",
        ),
        (0.65, "填报单位 城市 所属城市 所在城市 市 地区 city unit"),
    ),
    "area": (
        (
            1.0,
            "所属区县 县市区 区县 县区 所属县区 辖区 辖区县 辖区市 所属地 行政区划 市区 县 所属运管站"
            " 所属辖区 上牌地 上牌地市 上牌城市 上牌地区 登记地 登记地区 车籍 车籍地 落户地 入户地 归属地 车辆归属地 所在地 所在区县"
            " 所在县区 行政区 管辖区县 area district county",
        ),
        (0.8, "所属部门 部门 所属分公司 分公司 车队 department"),
    ),
    "status": ((1.0, "车辆状态 营运状态 机动车状态 状态 在用状态 运营状态 zt status"),),
    "permit_no": (
        (
            1.0,
            "道路运输证号 运输证号 运输证字号 网约车运输证 网络预约出租汽车运输证号 车辆营运证号"
            " 营运证号 经营权证号 经营权号 权证号 核准证号 建筑垃圾运输核准证号 准运证号"
            " 交运管许可字号 roadtrancardnum permitno permitnumber",
        ),
        (0.8, "经营许可证号 企业许可证号"),
    ),
    "fleet_no": (
        (1.0, "自编号 车辆自编号 自编车号 内部编号 车队编号 车辆别名 buscode fleetno fleetnumber"),
        (0.7, "车辆编号 车号"),
    ),
    "line": ((1.0, "线路 所属线路 运营线路 线路牌号 线路名称 linecode line route"),),
    "engine_no": (
        (
            1.0,
            "发动机号 发动机号码 电机号 电动机号 驱动电机号 发动机电机号 engineno enginenumber engineid fdjh",
        ),
    ),
    "colour": ((1.0, "车身颜色 车辆颜色 颜色 csys vehiclecolor colour color bodycolor bodycolour"),),
    "seq": (
        (1.0, "序号 行号 xh no seq index serialno sn"),
        (0.6, "编号 id"),
    ),
    "remark": (
        (1.0, "备注 其他说明 备注说明 bz remark remarks note notes comment comments"),
        (0.8, "说明 情况说明"),
    ),
}
"""Field -> (weight, words in normalised spelling)."""
