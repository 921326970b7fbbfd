package scrub_test

import (
	"compress/zlib"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"heed/models/scrub"
)

// locks are the same small document under passwords, written by qpdf 11.3 and
// deflated: with none to open it, and with "user".
var locks = []struct {
	name   string
	locked bool
	data   string
}{
	{
		"revision 2", false,
		"eNqFUz1v1EAQLej8A6Cg2eY6gvd7vZJ1EvlSEKBEl4CEohTr3dnLocOOfBuU8CuCREOFoKRBFFAhISoqaoSo6ejpAmvfl6VDwrbs9fO8eTPPs729ze01cp" +
			"MnvU+/X18mBGFUFY+SPEfpnhnCBLGIDFB6cH4CKN0wwYyrIer3EyhdE0g7hFun4biqUW5soT0uiBFOSIK5BOwF9j4TvOh3uKzD3ahOy4AISu+M3AQdIt7K" +
			"Hs2Fp7UsqbwrW5ZVaDjTPGWAMr7mhKkMM8GZJsQY7LnHVDAAJ4kuTB+lA7AhsnA8dTyj1v5pEVq5AzgL8Y5yyiiVUgEGakwWUzBihQLuKNH9eXFtAbG4Js" +
			"VCX0x9uwduZNars7mQbq6jpqE6hs3dHcCkOq1tbLHpYTvmmC4Ikm1Av7Gt60XHCtGx4i6Uw3CMmI7c0ThAHZ9jE2ATbOVa0iTUYB4nD/tfX14+Gx64dz8G" +
			"3y++6BfPP/xB129cvP31/tW3zx+vvjFXdq7Rn1FiRpiJyY7YuplAW2q6A+MnEEbWdC2MdzIvuQ1blqw6WeZ17gdTOlO7RRMco3QX5VZTHv9BpryxADKTwB" +
			"TzBBfCKoe5YhkWjAjqFVAAhoEQKzVYzqlQ0sSBS/fQGo8eI4rS+yhnXlBmIaYrsHUcKCMZgFBYKGKJdt5r8BC1soxyQbTJImAYJjHQUEVjwgdxUJfdnNXg" +
			"E4yyBC8OJIVgAnm0wEj8Te2XcolJvoIR+g8sYysYF3gFE0KvYJJ2sFCb0Th63dh+u/QVorPpq6pm67Xr/dFTQFn8vokOc0MLKR2Ns+5Be6vAKc8IpZkDru" +
			"Nm6v8/Io76Vmnr85OA1GyU4wyaOrSuZUwkvd7W7nbyFzLbQEg=",
	},
	{
		"revision 3", false,
		"eNqFk7tu1EAUhisaU1LRTZMy2HP1jLRaKVeBSJQoFyiiIMYzZ5KNNnbknUUJ4gko6HiBvEEqSmpSRtAgUfIMdMCx9xJLi8R6NTt7fP7zn/N5vLS7vrlMn4" +
			"hk6fOv698JJRmpirOk1yPprj2BEeEY2SPpwdUFkHTNRjusTki/n0Dpm0TWEayM42lVk54vQNCcGiZ0wcAak4HnPDeZFNDvaHlHu1aNy0goSZ8P/IgcEdHa" +
			"Hs+MJ73cS0XXtiyr2GgmdcoIJf7tUe+YzW3wTmtQFKw1QRhNnbeOhj5J98BFVGV4GbzQa39cxNbuAC4jrqTHvNGOaQlFwUFIAKWp8Lpwxrr+rLm2AWyuKT" +
			"H3lxNu2+AHdrW6nBmZ5nvcDFRj2ozuHoyqce1wxGaGTawx2VCi2oR+g63LooNCdlBsQXkSTwk3qB0MI9T4O7QR1sFVvhWNYg32PPn5Kfny8O5u6/XXBzd/" +
			"Xi4XH1a+vf9BBo/q27Pz7VcrtzeH764ff/yOFlPB1Ex1zFbtCNpW06cwfANx4GwXIa501nKbdt9y3qky63M/2tLb2s+HoEyTdIf0pFLB6pwDcO5ykzvPC5" +
			"OJ4K0P+DBssFz4YCzXQYEXtDBaAHPKW2atChK57ZJlgZCRdnpIeuCVZZp6jkpFZZFllOccl0zpEJTJKGNCKmtoYUFSLljOrfIF7pzOncCCLwjrjHNZQ0gy" +
			"opNs/iFKSi5JIPMYxefU3invY0osxCj7R0zzhZiQ2UJMSrMQU6wTi7UdDBF2w/1ZGSrCpsevqpp3r93vD94CQfLP1slRTzlvWIA8KOTPEAkSxfdJKoHwgN" +
			"n+/zPwrG+Urr66iCSfnmU8hLaOLTXNVbK0tLGzmfwFtH9CUQ==",
	},
	{
		"revision 4", false,
		"eNqFVM2LHEUUDzlJe3RvOViXAS9x6rurcBw0mR1cdNllJwlI2EN9vNqdMOleemrDRkHEkxdFkJB78l/koCcv3vwPBA8echAR4kFQX/fOR+Me7G6qq1+9r9" +
			"/vvdeDw8n0JntbF4Pv/3z2d8EIJbV/UIxGZHjoTmBJBEqOyPDO4zMgw9suu0V9QsbjAqrYKvKewfvn+bRuyIhyzrUBoSiLxgEF44MJ3IjSR+sEuMhYSIoK" +
			"QwGSM6XgIjgfQEpNjYvjnn/R83+7Pq8yYWT44TwuyX0iu9SO18ld5rs1lf3UqqrOrc2lnypDhZ8jSW0y0YLCRAW13lipY5JU+uBNElEkoZl04KPRkhsIJp" +
			"VOejDAOYKTYzI8gpDRL8Xb4o3ZzM597hK6AxcZVzJSyTOEb4K0wTEnhREOyWGaylIw5oy2wIzSWssYSwpaU2HLyDmShbH9eA2xg4EQ2zAbFOqyQvsQ5+5W" +
			"fbFOxrbPcUtLg2rrOh7Bsj5vAhLVMjFFH5cbRnSnMG7J7zPaI1T1CP0IqpN8SrRE2/kiQ4PvhcswgVDHzmiZG3APi6+fP3m1+Dm88Wrn6c6nNz7+8oviXb" +
			"Xz2emTX3+7buPkq+s/7n+z9/tPb77zw+C9a/+8fP0Ffe2Xb+8+eHntu7/oH299foIQ48rTKgvdy+KWW0KHYfgBLB5BngfX5x9XtsbSqW2xlP2+mnYczHJc" +
			"7dpG3n3Usjac1OHgDKpWaR8Pdmf3+AY802u6dqvQPD7L+5BdxBEhyS2WsGVmll0VXRO3ltyQ4QE2htZd/wMIEUpbhii8pTJFF5PBxktOyJhwZkzSECXz1k" +
			"jgQUfHndNJYehDchNrcITDgGEeTtcw8NVsP+6SkdNlxH5TQjubqAWpHQ9lkKUsmQaeKONcKjxk3uE8CMlL4XT0uAsG9TDUPQyyZfCigVRQYgq6uYhWSiiS" +
			"yEbGsGe6k2orw575rwwn4YqMM3tFppS+ItP2qm3Z95cbN19gGdrK7lWpJnw1CnXd/k26/Wz+CRCsyd6E3B8pyyNVOgrDjQqRaV6WyjIRfXA4nH78/xrHm5" +
			"4g5WqucCBckzvWGDW8GAx2D6bFv+q6iEw=",
	},
	{
		"revision 5", false,
		"eNqFVDuLJFUUNjJo0H+gXoRBDHb7vh/YDOzMdKvYywzTO5OsI9zHuTO99FQN1dXjrIqBiShqKMiaqOAf0FAQDBUDTQyM1MDUzEAQT1U/pmACq4qq+zrnnu" +
			"+731dbB3ujW+y26W19+/fn//YYoaQMD3qDAekPr2oo5tOymJOme2dvZ9g2dvwcjqFqZkgfQzsrx3AJMyLI9nbz9A/8KcyxS8kh6d97eAGkv+trPytPcboH" +
			"RWq24p0t7yzqs7IiA2WoB+cdCKu5lEAZC9YmJiTPwYUcwUfBVALnuKNcp+QVWBMCN9RmRrc7+UUn/265KGrCSP+VaZqT+0S2pZ2si1vWex0qu6UVRVk3Mc" +
			"s8BSLG7iBIbkT0mTLugtD4FTxIrRxWmCyA5dJJk1PMwkbrlAgBovcmJJO4oB5ZOoRYY16Kt8Mbq5ksQt0WdA+uanyTQeQyZ5ucFiKHIBGuT056FajQKuMm" +
			"1vJItTE2qKjAMS5CZjYl54zR2W6vIbYwmsM56aBQyxO6C2nqd8qrdTGueU4aWipctj7HQ5iXiyrCUhUjzLFsMKLbBauzv2a0Q6jqEDqG4rQ+I1pi7HRWQ4" +
			"Xfma9hD2KZ2qB5XYE/7733yflP7/z+2Y/vHz166u0Pvn78q/HT31z++vwfrz3xw/S3J5958Nj5+Jd3P/z0z/GjLz/+54XXz1589dnj53a/++vn79/64qM3" +
			"by9w71WmVRW6U0Uj5hZD/yWYXUI9jb7LP77ZGku77BqL6epq1HIwqdOq1Qh5eNmw1t8r4/4FFM2iuzgxnByLDXjB13StKZjUvki+SpslXGnS3ycDYEFEl1" +
			"PINufsGaNoAmtFRKkJ2Zw00zwA5Uw5Dsby4DhagRsuIKfELGORh0glAxNzcimjxWz2KnrtpTZYwz76G5TUIDOqKgiTgtKKWSs5wzDPhDM6csg8M6e9BiG0" +
			"A6wh8UStFwkTNq4nt/BMD6A6R4mIDFJRhfJ3kAym8GhTyzLwyKNVudE/6g9xn4/WBOKnuu4ckYE1XrsUXESL0awFMBe8UUoJHXLWQchoTfZeU05jbswgkR" +
			"6vODMYk2kWwVMdgtFSUJaYFmgKSh0aEhkzgEUcIXZts6TAqJUxNdTSkKQAznwELhIyFxL61wamjUfkyVlOlRU+ZSkC9Q32Y8RyLZGrCnKPEtujm4torFqR" +
			"TDZjDE3RzhSbMSbojTHO9c0xezNWc35jzKibsbabr678dIbya6T7cpFLwldeL8vmd9m2J9M3gFic3yP3ByClZoIZRp1F4QWOcpA+ouIcoPzk9v+vwB/LsI" +
			"jVw4uamNWPAx3vq7pljQkjeltbw/1R7z9jc9p0",
	},
	{
		"revision 6", false,
		"eNqFVH9oVVUcd0tf+AYmITJZ1tFw/ih79/w+V8Zob2+PpK3NzelsSJ5z7rnP6dt76767NZ0VJahE1B8lpGhZmDEKo5FFZDhF0Bplc9XU0jTHJOgHGSGL1M" +
			"6bUxcWwb2cc/h+vt/v53zO9/udU5dILoQP8OicA5feuBKFwAFZtSZaVgZiVZ2hyeRaspkcyB8rEvGq0U1c5swyE+QtIGZdxyGrTYdJAwHKy/NfrE6mTA5g" +
			"G7MexJauazMgVilDmc6mrDlqMl4+FRqX8hqmVq1pCFtBrNpkUuFqgCgDsWRLOjSBXdMyNAmjs54FPgJI3hLkQoBgPmQuDIxsjU6f9PWGo+TJS+eHB85vPd" +
			"M7b/7tP8fbe27r6RtZ0RSZvejO4m/u+rx7Ujx4dWb19iX3k9xzqfYPYfnkzj2Vm/2ui6UdG3p2nt66j2wvLfhj28SClZ8sb37z8sMd9wweG3y2rbb3+Fft" +
			"F54+1U/PniMn9xX1nro6vPbeyJRZg3smD3H/XFfJ3SVX97/148lNZw+AXQ9u/CsBU1PuKPn0xUjy8bPLf+mZOPSS6Fr6TGSgYmDmgr3N0+b9IEoK+r/7bV" +
			"XhxtLmbxuHUscv9n8896Ejcz9oe+9o/8He9BPp7y/sXfvrzhnu7qbT3YfaEnDoy8LP5vZ1zKrbtfinFz567IuiVxaRkc0Hj/jw/b4UBcUVVtkxJcY05uM0" +
			"HlOVkX8X9aaK2yqjNeuLTkytA2V05PXntyR+n3HfsS0HytZfnj/tTPFR/8TwWnXl3cP7Z55vzCxJxl9bEY93gQXTD73z5+5Hz+AZ/bewEONYVCZHa6kh9M" +
			"Z2Fe3h6qoOkwlBLJHVtW0mkwfVWENVwzJ8gzZG14vrOvmGUGY8GXj/rJdaS1ppBKkLfUcZyahSnCjJhOO5RDjYIFcKpphPtBZCQci1a7DLhHEoRsx4DmaK" +
			"ak8LShC2SESxcD2HIeJyjB0kLYda2xG+RNTnWiLXQG04pz4zroBMCp9xShxGuecYBxntQ4U8oZXxiHUxAlFOtcj3CVhoX6POBK221TTiloYnDCU2JpWUcN" +
			"dRGPtUYmWDW3w9YPl7tyavC2iX4OahEZQJ5nLfSOkQyYwmSGsHKQ6J63uYYIqUxA7jDvQZU0I4iDtWCIOl63PCsSDMlS6BmnpcKOIaF1NjPMlcIzAjlosl" +
			"0WjvDpmwrq4jMfGx0NwmwtCRvicNkph7xrLHkkrEqcAauZwyojEhXEFKhePaMMsAHTcM3FuGQVO98W88LUH/MQmurXVyVMF8eWXT7a12cOVlDYzXosNsAO" +
			"Bo7cSWg2YAAbL/ShBbnPGzVs3RCVWfzYYAXts3tKw3ADoWkADNZZg5nCJbRwp6zGMUWhE9pSH0OLRPjsr/H2FzVWV0sK4tBGI0xc1G69yh1YTC0mTkqUhp" +
			"ZJOa+nbBYbUqMfsKLh/pO9x7IvLyqnp/woSaTRO7o7f0VC6UQdgZGD8KIbNTfE5VbTL6N6uj6qk=",
	},
	{
		"revision 2, with a password", true,
		"eNqFU7tu1EAULZAQckdLNc3ShZ33Q7JWIi9AQBI2CU2UYuy5kyxs7Mg7G20QP4DS0NFDjegpQFDzCfADFLR0iLH3ZWmR8Fj2+Piee+49vu7sbW6vkTs86X" +
			"z+/fZPQhBGZfYsSVPU3bMnMEIsIn3UPbg8B9TdsMEOyxPU6yVQuDqQtgh3x+G0rFCqmOGGYppzwzNCMikw5MoSQYjstbisxd0ox0VABHUfDtwIHSHeyB7P" +
			"hae1LKm8LVsUZag50zxFgCI+pkwTyKi3yjvpcGYAFNGGC5FlWpAe6vYhD5GF4zJxRa39cRYauQOYhHhFKdacO+Uw1+Ac9cZS6bXjXvhM9+bFNQXE4uoUC3" +
			"0x9e0xuIFdLydzIVOfx3VDVQybu9uHUTmu8thi3cN2zDHdECSbgF5tW9uLlhWiZcUjKE7CKWImcgfDAFW8D22ATchL15BGoQJ7lrzqF992bv66/WTtnti4" +
			"uHrz+ufOravv7z/8eP7yxuG165++TL5+PHs3jBIzwkxMtsTW7QiaUrv3YXgBYZDbtoXxSuYlN2HLklUry7zO/WALZyu3aIJj1N1FqeGgseGcGCmpVYpzTn" +
			"2GFQXmjCcGjCMszhc2ljuMJQGlPcTx88pmkvpo2x5a49FjRFH3EKUCe5PlEjzLnc+E17mTCjNt85jEEekp99JS72Mew4SiucxAZxhj5p3SOCZ8Ggd12c2k" +
			"Ap9gpBO8OJAUggnk0QIj8TM1b4olJvkKRug/MM1WMC7wCiaEWcEkbWGhsoNh9Lq2/UHhS0Rn01eW9a/X7PcHLwDp+H4THaWMyJzFn0dyAXHqseBE5RmTRF" +
			"nOgZve/yPiqG8VeXV5HpCajXKcQVuFxjXNRNLpbO1uJ38BDAY8yQ==",
	},
	{
		"revision 3, with a password", true,
		"eNqFUztv1EAQ7ihc0FBGoJXQlcH79K7BnEQeJyJAiZIARZRin8mhw458eyhBdBQoHQ0FElX+ABU1JT0lBVI6GioKOsTY94ilIGFb9vrzfPPNfDvuba0Nls" +
			"ktnvQ+/z77kxCEUWWeJUWB0i194MeIAbKN0t2TI4/SVR31qDpA/X7iS9cE0g7h3iQeVjUqeEYMNZphLozywTLirQ6MUWZMv8NlHe5qNSkjIih9MHRjtId4" +
			"K7s/F57WckHlXdmyrGLDmeYpoy/htTBO6xBsznEQLLNWijynKmDumcW0j9JtbyOwMJw5nKC1MzGxldv1xxHuqFAu4Fx7JqX1jCvLciWpDZprZvvz4toCoL" +
			"gmxUJfTH175N1Qr1THc6G8ufabhmoIm7u77cfVpLbQYtPDAHJMFwRlbUC/sa3rRccK0bHioS8P4iFiOXCHo+hreI509GveVq4ljWPt9fPk/MPg6dVvv8Lp" +
			"0s8b5aebb6+9e/P6+tfbH/e+3D36Tpd+3Hl1fnb6/gpIzAgzsawjtqLHvi01ve9HL3wcWt21EO5kXnIbdlGy7GSZ17kTdel07RZNEKpQuokKDJOkmAhKhR" +
			"wzpbzkXnChOKHCesKp8dh5ym1msION4pnHEgYvJ1JkmSTg2xZa5mAyuJ0+RoXVWCkdJNUGCxgI5rgRDCtr4ItRBBNKuch0Toz2gjBOJdOZM7CySloOCZ8g" +
			"2mnnuPYhwUgleHGgTAgmUEALjMA+tV/KCyzjlzBC/4EpdgnjAl/ChMgvYRntYLHWwxGY3fi+UYYK0dn4VVXz77XrneFLj8D5jTW0V1DlchcMzZmRmGVcY3" +
			"DdSWIZN94R2f9/BMz6emnrk6OI5GyWYQh1HVvXFMuSXm99c5D8BfwMPiY=",
	},
	{
		"revision 4, with a password", true,
		"eNqFVL1vHEUULxAiWgmJtDQMhSkQzs33zEqnU0h8J6Jg2fKFNJGL+XjjnHXZtfbGiZ0iiH8hqVLQUCAaGhoqQBQRDQUSiApRIQroaOgQb9f3scIFu6ud2b" +
			"fv8/d+b7b2dybb7Joutr75+5N/CkYoqf1xMRySwb47ggURKDkggzvnJ0AGN1128/qIjEYFVLFV5D2Dd0/z/bohQ0a1t1o47WhkVHhZMq1iZIEZy2mUJhqu" +
			"HQOw0UkJ4MsgkxcCNaQHLkY9/6Ln/2Z9WmXCyOD2LC7IPSK71A5XyV3kuzGV/dSqqs6tzYWfKkOFn0OmpKJSSiZk9JEZTW1IphRRCx1joMZYFpKyTiopYy" +
			"k801Fz6zyUzEQoR2RwACGjX4p3iTdmMz31uUvoDpxlfJOhKpP3QYADpqhxgjuBCEkupQlSeRMT4545b0vEgwdDWfQhcIZY2WBVGq1K7MrAEtsw6yrURYd2" +
			"Ic7cjfpslUzZPoctLA2qrfp4AIv6tAkIVIvEBH1cbBjRncKoBb+PaA9Q1QP0faiO8n2iJdrO5hkaXOcuww6EOnZGi9yAe1A8//368fePPvvtrzev3P7zl7" +
			"fO+YvXX8s/Xktffbr9yuc/z7948tPXLz1/+cMv3/jhu+PzV5/Cr39cH3979e2Pi2fbLz56Vr6DsZeellnoXhY33AK6Ggbvwfwh5FlwffzxzVa1dGqbWkyf" +
			"V5MOg2mOy11L5PHDFrXBTh32TqBqlXbxx3h6l6+LZ3oF17gKzflJ3oXsIo4ISW6+gA0y0+yq6Jq4seSWDPbIkHonrFDJ2lRSYS0YCUhJKxlXAZjkHmgELo" +
			"P2NApjpAZqFPKEGaW1YRh6n2xjDw5wGDDMg8mqDFyazccHGIonS7n1LnHktHdtgGgTkk0bEaKljHOptCuZd6BwILjBCY4ed8EiTTHUXQyyQfCsgVRQYgu6" +
			"vohWSiiSyFrGkDPdn2ojQ878V8Y0vSTjrLwkU0pfkunysq3p+8uNm82xDW1nb1WpJnw5CnXdnibdfjp7DAR7cmuH3BsyZ6LEo0EH55wUOOssWhnAGhchOT" +
			"r6f43DNSeIWc4VDoRrcocao5YXW1vjvUnxL+XQiYY=",
	},
	{
		"revision 5, with a password", true,
		"eNqFVM1rJEUUh1zEOQgrCnusS0CEOPX9IcPAZjODi7skJNlclsBW1XuVjEy6Y08nZL142T/Au57WqwreVhG8iXj25qo3L+vdiyy+nswkAznYXXTXx3uvfu" +
			"9Xv1frO1vjDfGe663/+M+zVz3BOKvTR73BgPVHFy1Ws0ldzVg3vLO1OZp3NuMMD7DpVlifXFcs7+M5Tpliw2HX+jvxCGc05GyX9fefnCLr341tnNZHtNzD" +
			"Crqt5MqWd87a47phA4e6ULPGJe9MQWd4VggKS4zSxWgAHOdOgVBeeqlUUsYWYZPQzpLjcCW+Wol/tz6rWiZY/8MJzNgjpufQDpfgLvFeu+pVaFVVt53PZZ" +
			"yKMqbhALSPIinuvdWa5wIWfOYCiwgpRG+zs9EJCBA86BISj5Lz7C3GAjJEQtrfxdxSXE5voJfQ7J2ldg5oHy9a+hIhvNgSrAV0ToOPLuRiuAhF8eid8uik" +
			"41g42lgEAK0YEWQE4VVUAtxwmeI8je5wDleyMJcn9ABhEjfriyWY0LXDjpaGzJbnuIuz+qzJeKmKMcW47Ahm5waLs79mdIVQs0LofayO2mNmNflOpi029J" +
			"/GFrcw1zB3mrUNxpPevy8/W//j27X6+eMXfx+/vLW/8c7t7357/PP7t37iT99+/u7Tr1/c/v3Zlx+7vz794tfhL6+v/fn59/e+euO1b6av1t5qfnhzTHsv" +
			"Ii1Q2BUUnZjnOfQ/wOk5tpMcV/mnr1jmMje7zsWt6mo852CvhUWvE/LovGOtv1Xn7VOsOqMHtDDaO1BXySu5pGtJwV4bK4gNXJlIY1l/mw2EkQhRFIyYLS" +
			"gTdJTgVY4pGZG1cUYq7aJ13KYAyEFzSeOCCtGVpLlLIpKTE0oqUmT0XGglNUgt0aZOiNtU39oVy1MuSoPRVosQbJAQVBGu0zU4yAGswiwhGg+CijGHriqN" +
			"d9mq3FU926Az3cHmhCTidIFsQ0poqRa4y6XIVKQPPpCirer0T/qjvE/GSwLp11wPHrKBQukRpRQmSEs5cecc92BjBiWSCC6lYKwrxufopMw+BBV0oPpCA8" +
			"Zgyii7wiQ3qT0mn5xMXmKQQoUMgUA8HHW1nFQktEmbkCTqHGIokIhSnYG7KD2lSnFUtuitT1qBDT5FodBZcqUwB5TLtUQuGiw9znyPXz3MGqMMK+xqTlBR" +
			"zFeqqzmh+I05Ke3NOX/T10p5Y86Zm75+NV7bxMmU5NdJ915VaiYXtV7X3XU57+9NPkHmaX2LPRq4GEhSIspoOY9C8mS5CcC94lIVFYb/b0EXy6jKzZPTlr" +
			"nFxUEVH5t2zppQTvXW10fb495/lMHZrg==",
	},
	{
		"revision 6, with a password", true,
		"eNqFVGtsVEUUhqoNWQ1Co/EP6FBoIRq687pz5yZrTcvuirq1paVQ0hKZO49S0u6Su7dNQWuMBhoFw0O0MVBUYrAE/QOCSpSCEqI0IZaXmiYEJIKPHyKPCD" +
			"GlzpZCa9CY3Js5k/PNOd98c84pqoonZ6MSN1LU++e2GxEEIMj4yyKxGIgm2kOdzjZl0lmQ25bFyxPDRrnI6gU6yHlA1B4dg0zpNt0MOCgtzX3RKtGos4DY" +
			"mNUgOn/Fcg2ic0QomjON1h3RaZVLhcekvImp9JfVhC0gmtLpxnApwA4D0WRTc6gDuzaLUMe1zCgLfBbQnCfIhgCjXMhsGGjRElmVKXy04N7xG/9K7Z/ml8" +
			"bcr+45/swnD5KjHc0bTpnd+4cebt3345n5c9Ufa34vemX6hO4l0woulMQaJgfRuqkTfg5mDW37Lflh8ZHLTb/uqvjp8pZ1h9sa6n/ZfVeq/cIHRz9VZ78o" +
			"WP/OyWOLdnXtNGvfHbhvymM79uTVbrt0du657dnuHxKdmzfMOHFpYGJdycqaV4ufaA96365bN7MvzZ/fe/r9wqa6hjVH5vUXP77i496T/ZO+vXLw/ImpFy" +
			"+tFWULz3XVn6dDevLVY3PPNHa8dfhp8kJBZdtOvLHzja342CC9P2/wuU0fDc4sPfJd/+nP8/LL+/2XX9q16Fpr95TtHZ19XfGez8jCvPeossqOKDGisTtG" +
			"4xFVGf13UUdVTF3dO6/3654rD7x2vP1039nU0OGhaz1wfff0g9O7Sp6cMFC4b9HF1JvfzNgz8QA+dfT1C7Xr0z2LH9k8ays7f/3Lh1Yl72DBx7CYkxyupZ" +
			"pQjVhlreHSRJtOhyAaz8jK5TqdA1VYR6JmAblNm+BbxXWLfE0o0koE6p/1UgliFGvqORJqDzqO4MrxhRKCSaYRdqgyDEHfIKOkC6XE1MdSuUQSqDSi2HeI" +
			"5yBXUSYRQa7n+UxpzRknkmOIMSLUcqi0HUEFpAwyjoXiCDoa28iUOq5L7UMIVxpmqDFMSKyhIT4RSkoGXcY59CRzTa5PwGz7GlU6aLGthpTCUufgFCGMPc" +
			"yooMwjWrmu62lm8dWA5e7dkrwloF2C0U0tiGEltHG5Qw33uaHMMRwqhwgmEHd8yRnyCaNIEOUZF1qBhHaVkBQL31CXOAQTab2GGwaFUJ4ymFpO3PMMVi7n" +
			"lkStvbtDOVacU8aUEdIeUlxjIrQmyKNcuQ6USLqGcIklh9xBxkDEodWdSa59acMsAM6YYeDdMQzqqrW5/bQU/8ckuLlWiWEFc+WVaW5tsYMrJ2ugVZMMMw" +
			"FAw7UTXQjqAQLY/otB9Km0yVg1hydUdSYTAnTTrmlaqQGCFhAH9TFEoUNcIwUUvi0vozX1jXQw0YRBH+HS/0fYXIm0DFYsDwEfTjHaaO1bpD8urziZ/2J+" +
			"cf5qf9LO8Yf8JfHCG6T0et+hA9/nb1pSbcaNq1h9947IHT2VDUUQtgfaRBBidooXJSqTkb8BzcX3mg==",
	},
}

func TestOnlyAPasswordToOpenIsRefused(t *testing.T) {
	for _, c := range locks {
		t.Run(c.name, func(t *testing.T) {
			in, err := zlib.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(c.data)))
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			if c.locked {
				if got, err := sniff(string(data)); !errors.Is(err, scrub.ErrEncrypted) {
					t.Errorf("%q, %v", got, err)
				}
				untouched(t, scrub.PDF, string(data))
				return
			}
			out, report := cleaned(t, scrub.PDF, string(data))
			wantRemoved(t, report, scrub.TraceAuthor)
			all := inflatedPDF(t, out)
			remark := "6120286b657074292072656d61726b" // strings that were encrypted are written in hexadecimal
			if !strings.Contains(all, "(kept text) Tj") || !strings.Contains(all, remark) && !strings.Contains(all, `(a \(kept\) remark)`) {
				t.Errorf("something is lost from %s", all)
			}
		})
	}
}

// What is locked in a way that is not known may be locked by a password.
func TestUnknownLocksAreRefused(t *testing.T) {
	for _, dict := range []string{`<</Filter/Adobe.PubSec/V 4>>`, `<</Filter/Standard/V 9/R 9>>`, `<</Filter/Standard/V 1/R 2/O(a)/U(b)/P -4>>`, `7`} {
		data := document("/Root 1 0 R/Encrypt 3 0 R", `<</Type/Catalog/Pages 2 0 R>>`, `<</Type/Pages/Kids[]/Count 0>>`, dict)
		if got, err := sniff(data); !errors.Is(err, scrub.ErrEncrypted) {
			t.Errorf("%s: %q, %v", dict, got, err)
		}
	}
}
