"""Makes the files of this folder: see README.md."""

import io
import struct

import msoffcrypto
import openpyxl
import xlwt


def excel97():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("三塘镇")
    sheet.write(0, 0, "测试县村（社区）名单")
    for column, name in enumerate(["县（区）", "乡镇（街道）", "村（社区）名称", "代码", "备注"]):
        sheet.write(1, column, name)
    sheet.write_merge(2, 4, 0, 0, "测试县")
    sheet.write_merge(2, 3, 1, 1, "三塘镇")
    sheet.write(4, 1, "四塘镇")
    sheet.write(2, 2, "甲村")
    sheet.write(2, 3, 990101100201.0)
    sheet.write(3, 2, "乙社区")
    sheet.write(3, 3, "990101100001")
    sheet.write(4, 2, xlwt.Formula('"丙"&"村"'))
    sheet.write(4, 3, 990101101201.0)
    hidden = book.add_sheet("旧名单")
    hidden.visibility = 1
    hidden.write(0, 0, "代码")
    book.save("excel97.xls")


def password_xlsx():
    book = openpyxl.Workbook()
    book.active.append(["村", "代码"])
    book.active.append(["甲村", "990101100201"])
    plain, locked = io.BytesIO(), io.BytesIO()
    book.save(plain)
    plain.seek(0)
    msoffcrypto.OfficeFile(plain).encrypt("123456", locked)
    open("password.xlsx", "wb").write(locked.getvalue())


def password_xls():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for row in range(80):
        sheet.write(row, 0, "村")
    whole = io.BytesIO()
    book.save(whole)
    data = bytearray(whole.getvalue())
    # The stream begins in the first sector after the head: BOF, then the record that follows becomes FILEPASS of the same length.
    at = data.index(struct.pack("<HH", 0x0809, 16), 512)
    after = at + 4 + 16
    data[after:after + 2] = struct.pack("<H", 0x002F)
    data[after + 4:after + 6] = struct.pack("<H", 1)
    open("password.xls", "wb").write(bytes(data))


excel97()
password_xlsx()
password_xls()
