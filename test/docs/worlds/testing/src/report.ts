const response = await fetch(`${process.env['SHOP_URL']}/reports/${process.argv[2]}`)
process.exit(response.ok ? 0 : 1)
