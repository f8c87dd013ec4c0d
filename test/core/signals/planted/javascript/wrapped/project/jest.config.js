module.exports={projects:[{displayName:'web',testMatch:['<rootDir>/a/**/*.test.js']},{displayName:{name:'api',color:'blue'},testMatch:['<rootDir>/b/**/*.test.js']}]};
