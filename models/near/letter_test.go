package near_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// letter is a complaint that people copy from each other.
const letter = `尊敬的巡察组领导：
我们是柳树镇东河村第三村民小组的村民，现在向你们反映我村两委在修建通村公路中的几个问题，请组织派人下来核实。
一、2024年春天镇里拨下来的修路款一共四十二万元，村里只修了不到两公里，路面薄的地方用脚一踩就碎，当年下雨就塌了三处。我们问村主任要账目，他说账在镇里，镇里又说账在村里，到今天没有一个人见过账本。
二、占用我们组十一户人家的承包地，说好每亩补偿三千六百元，发到手里的只有一千二百元，签字的名单上有好几个名字不是本人写的，有两个人那时候在外地打工，根本没有回来过。
三、施工队是村支书的外甥带来的，没有开过村民代表大会，也没有贴过公示。水泥和沙子是从他家的店里拉的，价钱比镇上高出三成。
四、去年冬天有人到镇上去问，回来以后低保就被停了，说是重新审核，可是家里情况一点也没有变。大家都害怕，不敢再说。
我们不要求别的，只希望把账目公开，把该给的补偿补上，把路修好。以上所说都是实话，我们愿意当面作证。
此致
敬礼
东河村村民 代表：赵大山
2026年3月2日`

const english = `Dear inspection team,
We live in the third group of East River village and write to tell you about the road that was built through our land two years ago.
The township paid four hundred and twenty thousand for it, and less than two kilometres were built. Where the surface is thin it breaks under a foot, and in the first rain it slid away in three places. When we asked the village head for the accounts he said the township had them, and the township said that the village had them, so that to this day nobody has seen a single page.
Eleven families gave up their fields for it. Each was promised three thousand six hundred for a mu and was handed twelve hundred. Several names on the list of payments were written by one and the same hand, and two of those people were working far away at that time and had never come back.
The builders were brought by the nephew of the party secretary, without any meeting of the villagers and without a notice on the wall. Cement and sand came from his own shop, a third dearer than in the town.
Last winter somebody went to ask about it, and after that their allowance was stopped, although nothing in their house had changed. Now everybody is afraid.
We ask for nothing but to see the accounts, to be paid what was promised, and to have a road.
The people of East River village, for whom Zhao signs
2 March 2026`

// variants are n copies with what people change in them: names, places, numbers,
// a sentence left out or put in, commas, width, spaces, what they quote.
func variants(text string, n int, names, places, extra []string) []string {
	r := rand.New(rand.NewPCG(7, 38)) // the same letters each time
	out := make([]string, n)
	for k := range out {
		s := strings.NewReplacer("赵大山", names[k%len(names)], "Zhao", names[k%len(names)], "柳树镇", places[k%len(places)],
			"3月2日", fmt.Sprintf("%d月%d日", 1+k%12, 1+k%28), "2 March", fmt.Sprintf("%d May", 1+k%28)).Replace(text)
		lines := strings.Split(s, "\n")
		if k%3 == 1 { // somebody who left out a paragraph's last sentence
			i := 2 + r.IntN(3)
			if at := strings.LastIndexAny(strings.TrimRight(lines[i], "。."), "。."); at > 0 {
				lines[i] = lines[i][:at]
			}
		}
		if k%2 == 1 {
			i := 1 + r.IntN(len(lines)-3)
			lines[i] += extra[k%len(extra)]
		}
		s = strings.Join(lines, "\n")
		switch k % 5 {
		case 1:
			s = strings.NewReplacer("，", ",", "。", ". ", "\n", "\r\n\r\n").Replace(s)
		case 2:
			s = strings.NewReplacer("2024", "２０２４", " ", "  ", "、", " ").Replace(s)
		case 3:
			s += "\n\n> 请问您反映的是哪一个村？请写明时间和地点，我们会认真核实您反映的问题。\n> 巡察组\n"
		case 4:
			s = strings.ToUpper(s)
		}
		out[k] = s
	}
	return out
}

// unrelated are n letters about other things, in the same words and forms: what
// offices and villages are called, what is complained of, and how one begins and
// ends a letter.
func unrelated(n int) []string {
	r := rand.New(rand.NewPCG(200, 1)) // the same letters each time
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	out := make([]string, n)
	for k := range out {
		var b strings.Builder
		b.WriteString("尊敬的巡察组领导：\n我是" + pick("西山", "南塘", "北关", "新桥", "青石") + pick("村", "社区", "居委会") + "的" + pick("村民", "居民", "退休教师", "个体户") + "，现在向你们反映")
		b.WriteString(pick("低保评定", "学校食堂", "卫生院收费", "水库承包", "宅基地审批", "公车使用", "工程招标", "垃圾清运") + "的问题，请组织核实。\n")
		for range 6 + r.IntN(6) {
			b.WriteString(pick("去年", "前年", "今年春天", "每到年底", "连续三年", "自从换届以后") + pick("镇里", "村里", "局里", "学校", "医院", "管理所", "收费站", "合作社"))
			b.WriteString(pick("收了", "扣了", "多报了", "没有发放", "私下分掉", "转走了", "低价卖掉", "长期占用"))
			b.WriteString(pick("一笔钱", "两间门面", "三十亩林地", "集体的机器", "伙食费", "学生的校服钱", "老人的补贴", "修渠的材料", "一辆公车", "扶贫的羊"))
			b.WriteString("，" + pick("问谁都说不知道", "账本一直没有公开", "签字的人都说没有签过", "经办的是负责人的亲戚", "举报以后反而被刁难", "群众意见很大", "至今没有一个说法", "还要大家自己出钱"))
			b.WriteString("。" + pick("", "有照片为证。", "电话打过好几次没有人接。", "很多人都可以作证。", "孩子们天天吃剩菜。", "老人走十里路去看病。", "机器锈在院子里。") + "\n")
		}
		b.WriteString(pick("请你们派人来查。", "希望把账目公开。", "以上所说都是实话。") + "\n此致\n敬礼\n" + pick("王", "李", "张", "刘", "陈", "周") + pick("某", "明", "芳", "强") + "\n")
		out[k] = b.String()
	}
	return out
}

// unrelatedEnglish are n letters in English about other things.
func unrelatedEnglish(n int) []string {
	r := rand.New(rand.NewPCG(200, 2)) // the same letters each time
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	out := make([]string, n)
	for k := range out {
		var b strings.Builder
		b.WriteString("Dear inspection team,\nI am a " + pick("villager", "teacher", "shopkeeper", "driver") + " and write to tell you about the " + pick("school kitchen", "clinic", "reservoir", "permits", "official cars") + ".\n")
		for range 6 + r.IntN(6) {
			b.WriteString(pick("Last year", "This spring", "Every winter", "For three years") + " the " + pick("village", "township", "bureau", "school", "hospital", "market office") + " ")
			b.WriteString(pick("kept", "sold", "charged for", "never paid", "shared out", "lost") + " the " + pick("allowance", "forest", "machines", "uniforms", "fees", "pension money", "pipes", "sheep"))
			b.WriteString(", and " + pick("nobody knows why", "the accounts were never shown", "those who signed say they did not", "a cousin of the head got it", "whoever asked was sent away", "people are angry") + ". ")
			b.WriteString(pick("", "There are photographs. ", "Many can bear witness. ", "The machines rust in the yard. ", "Old people walk ten miles to the doctor. ") + "\n")
		}
		b.WriteString(pick("Please send somebody.", "Please publish the accounts.", "All of this is true.") + "\n" + pick("Wang", "Li", "Chen") + "\n")
		out[k] = b.String()
	}
	return out
}
