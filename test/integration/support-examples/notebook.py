"""Prints what a notebook asks for, as JSON: the addresses that its cells make, and the names of columns they use."""

import ast
import json
import sys

from gaugeway import Gaugeway

gateway = Gaugeway()
with open(sys.argv[1], encoding="utf-8") as file:
    notebook = json.load(file)

known = {"gateway": gateway, "dict": dict}
addresses, used, made = {}, set(), set()
for cell in notebook["cells"]:
    if cell["cell_type"] != "code":
        continue
    tree = ast.parse("".join(cell["source"]))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value.func)
            name = ast.unparse(node.targets[0])
            if called in ("gateway.address", "dict"):
                exec(compile(ast.Module([node], []), "cell", "exec"), known)
            if called == "gateway.address":
                addresses[name] = known[name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            # What is read is one of the addresses.
            if ast.unparse(node.func) == "gateway.read":
                assert ast.unparse(node.args[0]) in addresses, ast.unparse(node)
            for keyword in node.keywords:
                if keyword.arg in ("index", "columns", "values", "on", "subset"):
                    used |= {each.value for each in ast.walk(keyword.value) if isinstance(each, ast.Constant)}
        if isinstance(node, ast.Subscript):
            names = {each.value for each in ast.walk(node.slice) if isinstance(each, ast.Constant)}
            (made if isinstance(node.ctx, ast.Store) else used).update(names)

print(json.dumps({"addresses": addresses, "used": sorted(name for name in used - made if isinstance(name, str))}))
