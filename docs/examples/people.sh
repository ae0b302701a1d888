#!/bin/sh
# Four people and their roles, for a first project by hand.  Usage: sh docs/examples/people.sh   (with `jieli up` running)
set -eu
jieli=${JIELI:-jieli}
buyer=11220122MB1A00000P

person() { # id name organisation [uscc]
    "$jieli" register do register-person person="$1" name="$2" organisation="$3" ${4:+uscc=$4} --as admin
}
role() { # id role
    "$jieli" register do grant-role person="$1" role="$2" division=220122 from_on=2020-01-01 document=任职文件 --as admin
}

person admin 系统管理员 信息中心 # the first person of an installation becomes its administrator
person wang 王芳 农安县民政局 "$buyer"
person zhang 张强 农安县民政局 "$buyer"
person liu 刘静 农安县财政局
role wang clerk
role zhang head
role liu finance
